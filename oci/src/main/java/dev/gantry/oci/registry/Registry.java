package dev.gantry.oci.registry;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import dev.gantry.oci.blob.Ingest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client of registries (OCI distribution-spec 1.1). Any thread may use it; calls block.
///
/// What fails for the moment is tried again; mirrors of Docker Hub are asked first, without
/// credentials. Failures are {@link RegistryException}s; an `IOException` of another kind comes
/// from the disk.
public final class Registry {
    private static final String ACCEPTED =
            String.join(
                    ", ",
                    MediaType.OCI_MANIFEST,
                    MediaType.OCI_INDEX,
                    MediaType.DOCKER_MANIFEST,
                    MediaType.DOCKER_INDEX);
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final int MOST_PAGES = 200;

    /// So much must have come for attempts to be counted anew.
    private static final long WORTH_GOING_ON = 1 << 20;

    private final RegistryOptions options;
    private final Conversation conversation;
    private final Patience patience;

    public Registry(RegistryOptions options) {
        this.options = options;
        this.conversation = new Conversation(options);
        this.patience = new Patience(options);
    }

    /// The manifest or index a reference leads to, `latest` where it has neither tag nor digest.
    public Document manifest(ImageReference ref, Credentials credentials)
            throws IOException, InterruptedException {
        ImageReference whole = ref.withDefaultTag();
        return atAny(
                whole,
                endpoint -> {
                    String version = whole.version().orElseThrow();
                    Answer answer = ask(endpoint, whole, version, credentials);
                    Digest wanted = whole.digest();
                    if (wanted != null) {
                        verify(whole, wanted, answer.body());
                    }
                    return parse(whole, answer.mediaType(), answer.body());
                });
    }

    /// A manifest or index an index has described.
    ///
    /// @param repository whose tag, if it has one, serves for messages
    public Document manifest(
            ImageReference repository, Descriptor described, Credentials credentials)
            throws IOException, InterruptedException {
        return atAny(
                repository,
                endpoint -> {
                    String version = described.digest().toString();
                    Answer answer = ask(endpoint, repository, version, credentials);
                    verify(repository, described.digest(), answer.body());
                    return parse(repository, described.mediaType(), answer.body());
                });
    }

    /// Fetches a blob and commits it. Bytes that are there already are not fetched again, neither
    /// those `into` came with nor those before a broken connection. As long as attempts bring it on
    /// there is another one.
    ///
    /// @param progress is told how many bytes there are
    public void fetch(
            ImageReference repository,
            Descriptor blob,
            Ingest into,
            LongConsumer progress,
            Credentials credentials)
            throws IOException, InterruptedException {
        BlobTransfer transfer = new BlobTransfer(conversation, repository, blob, into, progress);
        for (long before = into.offset(); ; before = into.offset()) {
            try {
                atAny(repository, endpoint -> transfer.run(endpoint, credentials));
                return;
            } catch (RegistryException e) {
                boolean advanced = into.offset() - before >= WORTH_GOING_ON;
                if (e.kind() != RegistryException.Kind.UNAVAILABLE || !advanced) {
                    throw e;
                }
            }
        }
    }

    /// The tags of a repository.
    public List<String> tags(ImageReference repository, Credentials credentials)
            throws IOException, InterruptedException {
        Endpoint endpoint = Endpoint.registry(repository.domain(), options);
        List<String> tags = new ArrayList<>();
        URI page = endpoint.tags(repository);
        for (int i = 0; page != null && i < MOST_PAGES; i++) {
            URI at = page;
            Conversation.Reply reply =
                    patience.run(() ->
                            conversation.get(endpoint, at, repository, credentials, Map.of()));
            tags.addAll(tags(repository, reply.document(repository, false)));
            String link = reply.header("Link");
            Matcher next = NEXT.matcher(link);
            page = next.find() ? following(at, next.group(1)) : null;
        }
        return List.copyOf(tags);
    }

    /// Finds out whether a registry takes credentials, as `docker login` does.
    ///
    /// @param domain such as `docker.io`
    public void login(String domain, Credentials credentials)
            throws IOException, InterruptedException {
        Endpoint endpoint = Endpoint.registry(domain, options);
        patience.run(() -> conversation.login(endpoint, credentials));
    }

    /// What a manifest came as.
    private record Answer(String mediaType, byte[] body) {}

    /// A request to one of several places.
    private interface Request<T> {
        T at(Endpoint endpoint) throws IOException, InterruptedException;
    }

    private <T> T atAny(ImageReference ref, Request<T> request)
            throws IOException, InterruptedException {
        List<Endpoint> endpoints = Endpoint.of(ref, options);
        for (Endpoint mirror : endpoints.subList(0, endpoints.size() - 1)) {
            try {
                return patience.run(() -> request.at(mirror));
            } catch (RegistryException _) {
                // a mirror may lack anything; the registry itself decides
            }
        }
        return patience.run(() -> request.at(endpoints.getLast()));
    }

    private Answer ask(
            Endpoint endpoint, ImageReference ref, String version, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply =
                conversation.get(
                        endpoint,
                        endpoint.manifest(ref, version),
                        ref,
                        credentials,
                        Map.of("Accept", ACCEPTED));
        String mediaType = reply.header("Content-Type").split(";", 2)[0].strip();
        boolean telling = MediaType.isIndex(mediaType) || MediaType.isManifest(mediaType);
        return new Answer(telling ? mediaType : "", reply.document(ref, true));
    }

    private static void verify(ImageReference ref, Digest wanted, byte[] body)
            throws RegistryException {
        java.security.MessageDigest digest = wanted.algorithm().newMessageDigest();
        digest.update(body);
        String actual = java.util.HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(wanted.hex())) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "manifest verification failed for digest %s of %s"
                            .formatted(wanted, ref.familiarName()));
        }
    }

    private static Document parse(ImageReference ref, String mediaType, byte[] body)
            throws RegistryException {
        try {
            return Document.parse(mediaType, body);
        } catch (JsonException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "%s: %s".formatted(ref.familiar(), e.getMessage()),
                    e);
        }
    }

    private static List<String> tags(ImageReference ref, byte[] body) throws RegistryException {
        try {
            List<String> tags = new ArrayList<>();
            if (Json.parse(body) instanceof JsonValue.Obj answer) {
                for (JsonValue tag : answer.list("tags")) {
                    if (tag instanceof JsonValue.Str(String text)) {
                        tags.add(text);
                    }
                }
            }
            return tags;
        } catch (JsonException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "tags of %s: %s".formatted(ref.familiarName(), e.getMessage()),
                    e);
        }
    }

    private static URI following(URI page, String link) throws RegistryException {
        try {
            URI next = page.resolve(link);
            if (Endpoint.sameServer(page, next)) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            throw badLink(page, e);
        }
        throw badLink(page, null);
    }

    private static RegistryException badLink(
            URI page, @org.jspecify.annotations.Nullable Throwable e) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": the next page is elsewhere".formatted(Http.shown(page)),
                e);
    }
}
