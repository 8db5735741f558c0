package dev.gantry.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushTest {
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");
    private static final String UPLOADS = "/v2/lib/box/blobs/uploads/";
    private static final String UPLOAD = UPLOADS + "u1";

    private PlayedRegistry played;
    private ImageReference ref;
    private final byte[] content = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    private final Descriptor blob = Descriptor.of("", content);
    private final List<Long> progress = new CopyOnWriteArrayList<>();
    private final Registry registry =
            new Registry(
                    RegistryOptions.defaults("test/1")
                            .withPatience(Duration.ofSeconds(5), Duration.ofMillis(1), 4));

    @BeforeEach
    void start() throws IOException {
        played = PlayedRegistry.start("127.0.0.1");
        ref = ImageReference.parse(played.host() + "/lib/box:1");
        played.on(UPLOADS, e -> e.answer(202, "", "Location", UPLOAD + "?state=a"));
    }

    @AfterEach
    void stop() {
        played.close();
    }

    private boolean push(String... from) throws IOException, InterruptedException {
        return registry.push(
                ref,
                blob,
                () -> new ByteArrayInputStream(content),
                List.of(from),
                progress::add,
                ALICE);
    }

    private List<String> asked() {
        return played.seen.stream()
                .map(s -> s.method() + " " + s.path().replace(blob.digest().hex(), "…"))
                .toList();
    }

    @Test
    void aBlobGoesInOnePiece() throws Exception {
        played.on(UPLOAD, e -> e.answer(201, ""));
        assertThat(push()).isFalse();
        assertThat(asked())
                .containsExactly("POST " + UPLOADS, "PUT " + UPLOAD + "?state=a&digest=sha256%3A…");
        PlayedRegistry.Seen put = played.seen.getLast();
        assertThat(put.body()).hasSize(content.length);
        assertThat(put.header("Content-length")).isEqualTo("10000");
        assertThat(progress.getLast()).isEqualTo(content.length);
    }

    @Test
    void whatBrokeOffGoesOnWhereTheRegistryStands() throws Exception {
        played.on(
                UPLOAD,
                e -> {
                    switch (e.seen().method()) {
                        case "GET" ->
                                e.answer(
                                        204,
                                        "",
                                        "Range",
                                        "0-3999",
                                        "Location",
                                        UPLOAD + "?state=b");
                        case "PATCH" -> e.answer(202, "", "Location", UPLOAD + "?state=c");
                        default -> e.answer(e.seen().body().isEmpty() ? 201 : 503, "");
                    }
                });
        push();
        assertThat(asked())
                .containsExactly(
                        "POST " + UPLOADS,
                        "PUT " + UPLOAD + "?state=a&digest=sha256%3A…",
                        "GET " + UPLOAD + "?state=a",
                        "PATCH " + UPLOAD + "?state=b",
                        "PUT " + UPLOAD + "?state=c&digest=sha256%3A…");
        PlayedRegistry.Seen patch = played.seen.get(3);
        assertThat(patch.header("Content-range")).isEqualTo("4000-9999");
        assertThat(patch.body()).hasSize(6000);
    }

    @Test
    void anUploadTheRegistryHasForgottenStartsAnew() throws Exception {
        int[] puts = {0};
        played.on(
                UPLOAD,
                e -> {
                    boolean isPut = e.seen().method().equals("PUT");
                    e.answer(!isPut ? 404 : puts[0]++ == 0 ? 503 : 201, "");
                });
        push();
        assertThat(asked()).filteredOn(a -> a.startsWith("POST")).hasSize(2);
        assertThat(played.seen.getLast().body()).hasSize(content.length);
    }

    @Test
    void whatIsTooLargeInOnePieceGoesInSeveral() throws Exception {
        byte[] large = new byte[40 << 20];
        Descriptor much = Descriptor.of("", large);
        played.on(
                UPLOAD,
                e -> {
                    boolean isPatch = e.seen().method().equals("PATCH");
                    boolean isTooLarge = e.seen().body().length() > 20 << 20;
                    e.answer(
                            isTooLarge ? 413 : isPatch ? 202 : 201,
                            "",
                            "Location",
                            UPLOAD + "?state=a");
                });
        registry.push(ref, much, () -> new ByteArrayInputStream(large), List.of(), _ -> {}, ALICE);
        assertThat(played.seen)
                .filteredOn(s -> s.method().equals("PATCH"))
                .extracting(s -> s.header("Content-range"))
                .containsExactly("0-16777215", "16777216-33554431", "33554432-41943039");
    }

    @Test
    void whatTheRegistryHasElsewhereIsMounted() throws Exception {
        played.on(
                UPLOADS,
                e -> e.answer(e.seen().path().contains("mount=" + blob.digest()) ? 201 : 500, ""));
        assertThat(push("lib/other")).isTrue();
        assertThat(played.seen).hasSize(1);
        assertThat(played.seen.getFirst().path()).contains("from=lib%2Fother");
        assertThat(progress).isEmpty();
    }

    @Test
    void whatCannotBeMountedIsPushed() throws Exception {
        played.on(UPLOAD, e -> e.answer(201, ""));
        assertThat(push("lib/other")).isFalse();
        assertThat(asked()).hasSize(2);
        played.seen.clear();
        played.on(
                UPLOADS,
                e ->
                        e.answer(
                                e.seen().path().contains("mount") ? 403 : 202,
                                "",
                                "Location",
                                UPLOAD));
        assertThat(push("lib/other")).isFalse();
        assertThat(played.seen.getLast().body()).hasSize(content.length);
    }

    @Test
    void anUploadElsewhereSeesNoSecrets() throws Exception {
        try (PlayedRegistry other = PlayedRegistry.start("127.0.0.2")) {
            played.on(
                    UPLOADS,
                    e -> {
                        boolean isKnown = !e.seen().header("Authorization").isEmpty();
                        if (isKnown) {
                            e.answer(202, "", "Location", "http://" + other.host() + "/u");
                        } else {
                            e.answer(401, "", "WWW-Authenticate", "Basic realm=\"x\"");
                        }
                    });
            other.on("/u", e -> e.answer(201, ""));
            assertThatThrownBy(this::push).hasMessageContaining("leads to where it may not");
            assertThat(other.seen).isEmpty();
        }
    }

    @Test
    void aRefusalIsSaidInDockersWords() {
        played.on(
                UPLOADS,
                e ->
                        e.answer(
                                403,
                                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested access to the resource is denied\"}]}"));
        assertThatThrownBy(this::push)
                .hasMessage("denied: requested access to the resource is denied")
                .extracting(e -> ((RegistryException) e).kind())
                .isEqualTo(RegistryException.Kind.DENIED);
    }

    @Test
    void itIsAskedWhatIsThere() throws Exception {
        String path = "/v2/lib/box/blobs/" + blob.digest();
        assertThat(registry.has(ref, blob.digest(), ALICE)).isFalse();
        played.on(path, e -> e.answer(200, ""));
        assertThat(registry.has(ref, blob.digest(), ALICE)).isTrue();
        assertThat(played.seen).allMatch(s -> s.method().equals("HEAD"));
    }

    @Test
    void aManifestIsPutUnderItsTagOrDigest() throws Exception {
        Document.Manifest manifest = Document.Manifest.of(MediaType.OCI_MANIFEST, blob, List.of());
        String digest = manifest.descriptor().digest().toString();
        played.on("/v2/lib/box/manifests/1", e -> e.answer(201, ""));
        played.on("/v2/lib/box/manifests/" + digest, e -> e.answer(201, ""));
        registry.push(ref, manifest, ALICE);
        registry.push(ref.repository(), manifest, ALICE);
        assertThat(played.seen)
                .extracting(PlayedRegistry.Seen::path)
                .containsExactly("/v2/lib/box/manifests/1", "/v2/lib/box/manifests/" + digest);
        assertThat(played.seen.getFirst().header("Content-type")).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(played.seen.getFirst().body().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(manifest.bytes());
    }
}
