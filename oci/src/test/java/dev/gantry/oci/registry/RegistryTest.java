package dev.gantry.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final Document.Manifest MANIFEST =
            Document.Manifest.of(
                    MediaType.OCI_MANIFEST,
                    Descriptor.of(MediaType.OCI_CONFIG, new byte[1]),
                    List.of());
    private static final RegistryOptions OPTIONS =
            RegistryOptions.defaults("test/1")
                    .withPatience(Duration.ofSeconds(5), Duration.ofMillis(1), 3);
    private static final Credentials NOBODY = Credentials.ANONYMOUS;
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");

    private PlayedRegistry played;
    private ImageReference ref;
    private final Registry registry = new Registry(OPTIONS);

    @BeforeEach
    void start() throws IOException {
        played = PlayedRegistry.start("127.0.0.1");
        ref = ImageReference.parse(played.host() + "/lib/box:1");
    }

    @AfterEach
    void stop() {
        played.close();
    }

    @Test
    void aManifestIsFetchedByTag() throws Exception {
        played.gives(
                "/v2/lib/box/manifests/1",
                MANIFEST.bytes(),
                "Content-Type",
                MediaType.OCI_MANIFEST);
        Document found = registry.manifest(ref, NOBODY);
        assertThat(found.bytes()).isEqualTo(MANIFEST.bytes());
        assertThat(found.descriptor()).isEqualTo(MANIFEST.descriptor());
        PlayedRegistry.Seen seen = played.seen.getFirst();
        assertThat(seen.header("Accept")).contains(MediaType.OCI_INDEX, MediaType.DOCKER_MANIFEST);
        assertThat(seen.header("User-agent")).isEqualTo("test/1");
    }

    @Test
    void aManifestFetchedByDigestIsVerified() throws Exception {
        Digest digest = MANIFEST.descriptor().digest();
        String path = "/v2/lib/box/manifests/" + digest;
        played.gives(path, MANIFEST.bytes(), "Content-Type", "application/json; charset=utf-8");
        assertThat(registry.manifest(ref.withDigest(digest), NOBODY).descriptor().digest())
                .isEqualTo(digest);
        assertThat(registry.manifest(ref, MANIFEST.descriptor(), NOBODY).bytes())
                .isEqualTo(MANIFEST.bytes());

        byte[] other =
                new String(MANIFEST.bytes(), StandardCharsets.UTF_8)
                        .concat(" ")
                        .getBytes(StandardCharsets.UTF_8);
        played.gives(path, other, "Content-Type", MediaType.OCI_MANIFEST);
        assertThat(failure(ref.withDigest(digest), NOBODY))
                .hasMessageContaining("manifest verification failed for digest " + digest);
        assertThatThrownBy(() -> registry.manifest(ref, MANIFEST.descriptor(), NOBODY))
                .hasMessageContaining("manifest verification failed");
    }

    @Test
    void aDigestTheRegistryNamesMustBeTheManifests() throws Exception {
        Digest right = MANIFEST.descriptor().digest();
        played.gives(
                "/v2/lib/box/manifests/1",
                MANIFEST.bytes(),
                "Docker-Content-Digest",
                right.toString());
        assertThat(registry.manifest(ref, NOBODY).descriptor().digest()).isEqualTo(right);
        for (String wrong :
                List.of(Digest.of(new byte[1]).toString(), "sha256:../..", "md5:0", "x")) {
            played.gives(
                    "/v2/lib/box/manifests/1", MANIFEST.bytes(), "Docker-Content-Digest", wrong);
            assertThat(failure(ref, NOBODY).kind()).isEqualTo(RegistryException.Kind.PROTOCOL);
        }
    }

    @Test
    void aConfigurationIsVerified() throws Exception {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        Descriptor described = Descriptor.of(MediaType.OCI_CONFIG, config);
        played.gives("/v2/lib/box/blobs/" + described.digest(), config);
        assertThat(registry.document(ref, described, NOBODY)).isEqualTo(config);
        played.gives("/v2/lib/box/blobs/" + described.digest(), new byte[2]);
        assertThatThrownBy(() -> registry.document(ref, described, NOBODY))
                .hasMessageContaining("verification failed");
    }

    @Test
    void referrersAreListedOrTagged() throws Exception {
        Digest subject = Digest.of(new byte[2]);
        Document.Index index = Document.Index.of(List.of(MANIFEST.descriptor()));
        assertThat(registry.referrers(ref, subject, NOBODY)).isEmpty();
        played.gives("/v2/lib/box/manifests/sha256-" + subject.hex(), index.bytes());
        assertThat(registry.referrers(ref, subject, NOBODY))
                .extracting(Descriptor::digest)
                .containsExactly(MANIFEST.descriptor().digest());
        played.gives("/v2/lib/box/referrers/" + subject, Document.Index.of(List.of()).bytes());
        assertThat(registry.referrers(ref, subject, NOBODY)).isEmpty();
    }

    @Test
    void aSearchIsAnsweredAsDockerHubAnswers() throws Exception {
        played.on(
                "/v1/search",
                e ->
                        e.answer(
                                200,
                                "{\"num_results\":1,\"results\":[{\"name\":\"lib/box\",\"description\":\"a"
                                        + " box\",\"star_count\":7,\"is_official\":true}]}"));
        assertThat(registry.search(played.host(), "b x", 25, NOBODY))
                .containsExactly(new SearchResult("lib/box", "a box", 7, true, false));
        assertThat(played.seen.getLast().path()).isEqualTo("/v1/search?q=b+x&n=25");
        played.on("/v1/search", e -> e.answer(404, ""));
        assertThatThrownBy(() -> registry.search(played.host(), "x", 25, NOBODY))
                .hasMessage("Unexpected status code 404");
    }

    @Test
    void aLoginBringsATokenToKeep() throws Exception {
        played.on(
                "/v2/",
                e -> {
                    boolean isKnown = e.seen().header("Authorization").equals("Bearer T");
                    e.answer(
                            isKnown ? 200 : 401,
                            "",
                            "WWW-Authenticate",
                            "Bearer realm=\"http://%s/token\",service=\"s\""
                                    .formatted(played.host()));
                });
        played.on("/token", e -> e.answer(200, "{\"token\":\"T\",\"refresh_token\":\"KEEP\"}"));
        assertThat(registry.login(played.host(), ALICE)).isEqualTo("KEEP");
        assertThat(played.seen("/token").getFirst().path())
                .contains("account=alice", "offline_token=true", "service=s");
    }

    @Test
    void whatIsNotThereIsSaidInDockersWords() {
        played.on(
                "/v2/lib/box/manifests/1",
                e ->
                        e.answer(
                                404,
                                "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest"
                                        + " unknown\"}]}"));
        RegistryException e = failure(ref, NOBODY);
        assertThat(e.kind()).isEqualTo(RegistryException.Kind.NOT_FOUND);
        assertThat(e)
                .hasMessage(
                        "manifest for %s/lib/box:1 not found: manifest unknown: manifest unknown",
                        played.host());

        played.on(
                "/v2/lib/box/manifests/1",
                x ->
                        x.answer(
                                404,
                                "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"repository"
                                        + " name not known to registry\"}]}"));
        assertThat(failure(ref, NOBODY))
                .hasMessage(
                        "repository %s/lib/box not found: name unknown: repository name not known"
                                + " to registry",
                        played.host());
    }

    @Test
    void refusalIsSaidInDockersWords() {
        played.on("/v2/lib/box/manifests/1", e -> e.answer(403, ""));
        RegistryException e = failure(ref, NOBODY);
        assertThat(e.kind()).isEqualTo(RegistryException.Kind.DENIED);
        assertThat(e)
                .hasMessage(
                        "pull access denied for %s/lib/box, repository does not exist or may"
                                + " require 'docker login': denied: requested access to the resource is"
                                + " denied",
                        played.host());
    }

    @Test
    void nobodyThereIsSaidWithTheAddressAtOnce() {
        played.close();
        RegistryException e = failure(ref, NOBODY);
        assertThat(e.kind()).isEqualTo(RegistryException.Kind.UNAVAILABLE);
        assertThat(e)
                .hasMessage(
                        "Get \"http://%s/v2/lib/box/manifests/1\": dial tcp %s: connect: connection"
                                + " refused",
                        played.host(), played.host());
        assertThat(failure(ImageReference.parse("no-such-host.invalid/x:1"), NOBODY))
                .hasMessageContaining("dial tcp: lookup no-such-host.invalid: no such host");
    }

    @Test
    void aBearerTokenIsFetchedShownAndUsedAgain() throws Exception {
        demandToken("http://" + played.host() + "/token");
        played.on(
                "/token",
                e -> {
                    boolean alice =
                            e.seen().header("Authorization").equals("Basic YWxpY2U6czNjcmV0");
                    e.answer(
                            alice ? 200 : 401,
                            alice ? "{\"token\":\"T\",\"expires_in\":300}" : "{}");
                });

        registry.manifest(ref, ALICE);
        registry.manifest(ref, ALICE);

        assertThat(played.seen("/token")).hasSize(1);
        assertThat(played.seen("/token").getFirst().path())
                .contains("service=reg.test")
                .contains("scope=repository%3Alib%2Fbox%3Apull");
        assertThat(played.seen("/v2")).hasSize(3);
        assertThat(failure(ref, NOBODY))
                .hasMessageContaining("unauthorized: incorrect username or password");
    }

    @Test
    void anIdentityTokenIsExchanged() throws Exception {
        demandToken("http://" + played.host() + "/token");
        played.on(
                "/token",
                e -> {
                    assertThat(e.seen().method()).isEqualTo("POST");
                    e.answer(
                            e.seen().body().contains("refresh_token=R%2FT") ? 200 : 401,
                            "{\"access_token\":\"T\"}");
                });
        assertThat(registry.manifest(ref, new Credentials.IdentityToken("a", "R/T"))).isNotNull();
        assertThat(registry.manifest(ref, new Credentials.RegistryToken("T"))).isNotNull();
    }

    private void demandToken(String realm) {
        played.on(
                "/v2/lib/box/manifests/1",
                e -> {
                    if (e.seen().header("Authorization").equals("Bearer T")) {
                        e.answer(200, MANIFEST.bytes(), "Content-Type", MediaType.OCI_MANIFEST);
                    } else {
                        e.answer(
                                401,
                                "",
                                "WWW-Authenticate",
                                "Bearer realm=\"%s\",service=\"reg.test\",scope=\"repository:lib/box:pull\""
                                        .formatted(realm));
                    }
                });
    }

    @Test
    void secretsAreNotSentToATokenServerInTheClear() {
        demandToken("http://tokens.invalid/token");
        assertThat(failure(ref, ALICE))
                .hasMessageContaining(
                        "invalid token auth challenge realm: http://tokens.invalid/token");
    }

    @Test
    void basicCredentialsAreShownWhenAskedFor() throws Exception {
        played.on(
                "/v2/lib/box/manifests/1",
                e -> {
                    boolean alice = !e.seen().header("Authorization").isEmpty();
                    e.answer(
                            alice ? 200 : 401,
                            alice ? MANIFEST.bytes() : new byte[0],
                            "WWW-Authenticate",
                            "Basic realm=\"x\"");
                });
        registry.manifest(ref, ALICE);
        assertThat(failure(ref, NOBODY)).hasMessageEndingWith(": no basic auth credentials");
        assertThat(played.seen.getFirst().header("Authorization")).isEmpty();
    }

    @Test
    void loginTellsRightFromWrong() throws Exception {
        played.on(
                "/v2/",
                e ->
                        e.answer(
                                e.seen().header("Authorization").equals("Basic YWxpY2U6czNjcmV0")
                                        ? 200
                                        : 401,
                                "",
                                "WWW-Authenticate",
                                "Basic realm=\"x\""));
        registry.login(played.host(), ALICE);
        assertThatThrownBy(() -> registry.login(played.host(), new Credentials.Password("a", "b")))
                .hasMessage(
                        "Get \"http://%s/v2/\": unauthorized: incorrect username or password",
                        played.host());
    }

    @Test
    void whatBreaksDownForAMomentIsTriedAgain() throws Exception {
        int[] count = {0};
        played.on(
                "/v2/lib/box/manifests/1",
                e -> {
                    switch (count[0]++) {
                        case 0 -> e.answer(503, "");
                        case 1 -> e.answer(429, "", "Retry-After", "0");
                        default -> e.answer(200, MANIFEST.bytes());
                    }
                });
        assertThat(registry.manifest(ref, NOBODY).bytes()).isEqualTo(MANIFEST.bytes());
        played.on("/v2/lib/box/manifests/1", e -> e.answer(500, ""));
        assertThat(failure(ref, NOBODY).kind()).isEqualTo(RegistryException.Kind.UNAVAILABLE);
        assertThat(played.seen).hasSize(6);
    }

    @Test
    void nonsenseIsRefused() {
        played.gives("/v2/lib/box/manifests/1", new byte[5 << 20]);
        assertThat(failure(ref, NOBODY)).hasMessageContaining("more than 4194304 bytes");
        played.gives("/v2/lib/box/manifests/1", "<html>".getBytes(StandardCharsets.UTF_8));
        assertThat(failure(ref, NOBODY).kind()).isEqualTo(RegistryException.Kind.PROTOCOL);
        played.on(
                "/v2/lib/box/manifests/1",
                e -> e.answer(302, "", "Location", "/v2/lib/box/manifests/1"));
        assertThat(failure(ref, NOBODY)).hasMessageContaining("stopped after 5 redirects");
        played.on(
                "/v2/lib/box/manifests/1",
                e -> e.answer(302, "", "Location", "file:///etc/passwd"));
        assertThat(failure(ref, NOBODY))
                .hasMessageContaining("redirected to where it may not lead");
    }

    @Test
    void aSilentRegistryIsGivenUp() {
        Registry impatient =
                new Registry(OPTIONS.withPatience(Duration.ofSeconds(2), Duration.ofMillis(1), 1));
        played.on(
                "/v2/lib/box/manifests/1",
                e -> {
                    e.http().sendResponseHeaders(200, 1000);
                    e.http().getResponseBody().write(1);
                    e.http().getResponseBody().flush();
                    try {
                        Thread.sleep(5000);
                    } catch (InterruptedException x) {
                        throw new IOException(x);
                    }
                });
        assertThatThrownBy(() -> impatient.manifest(ref, NOBODY))
                .hasMessageContaining("sent next to nothing for");
    }

    @Test
    void tagsAreReadPageByPage() throws Exception {
        played.on(
                "/v2/lib/box/tags/list",
                e -> {
                    if (e.seen().path().contains("last=b")) {
                        e.answer(200, "{\"name\":\"lib/box\",\"tags\":[\"c\"]}");
                    } else {
                        e.answer(
                                200,
                                "{\"tags\":[\"a\",\"b\"]}",
                                "Link",
                                "</v2/lib/box/tags/list?n=2&last=b>; rel=\"next\"");
                    }
                });
        assertThat(registry.tags(ref, NOBODY)).containsExactly("a", "b", "c");
    }

    @Test
    void mirrorsOfDockerHubAreAskedFirstAndWithoutCredentials() throws Exception {
        try (PlayedRegistry empty = PlayedRegistry.start("127.0.0.1")) {
            played.on("/v2/hub/library/box/manifests/1", e -> e.answer(200, MANIFEST.bytes()));
            Registry mirrored =
                    new Registry(
                            OPTIONS.withMirrors(
                                    List.of(
                                            Mirror.parse("http://" + empty.host()),
                                            Mirror.parse("http://" + played.host() + "/hub/"))));
            mirrored.manifest(ImageReference.parse("box:1"), ALICE);
            assertThat(empty.seen).hasSize(1);
            assertThat(played.seen.getFirst().header("Authorization")).isEmpty();
        }
    }

    @Test
    void challengesAreReadAsTheyAreWritten() {
        assertThat(
                        Challenge.parse(
                                List.of(
                                        "Negotiate, Basic realm=\"a, \\\"b\\\"\", Bearer"
                                                + " realm=\"https://t/x?y=z\",scope=\"a:b:pull,push\" ,"
                                                + " error=invalid_token")))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a, \"b\"")),
                        new Challenge(
                                "bearer",
                                Map.of(
                                        "realm", "https://t/x?y=z",
                                        "scope", "a:b:pull,push",
                                        "error", "invalid_token")));
        assertThat(Challenge.parse(List.of("", "=", "\"x\""))).isEmpty();
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(ALICE.toString()).doesNotContain("s3cret");
        assertThat(new Credentials.IdentityToken("a", "s3cret").toString())
                .doesNotContain("s3cret");
        assertThat(new Credentials.RegistryToken("s3cret").toString()).doesNotContain("s3cret");
    }

    private RegistryException failure(ImageReference wanted, Credentials credentials) {
        return catchThrowableOfType(
                RegistryException.class, () -> registry.manifest(wanted, credentials));
    }
}
