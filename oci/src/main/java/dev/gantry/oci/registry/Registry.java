package dev.gantry.oci.registry;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.function.LongConsumer;

/// A client of registries (OCI distribution-spec 1.1). Any thread may use it; calls block.
///
/// What fails for the moment is tried again; mirrors are asked first, without credentials. Failures
/// are {@link RegistryException}s; an `IOException` of another kind comes from the disk.
public final class Registry {
    private static final String INDEX = "index.docker.io";

    /// So much must have come for attempts to be counted anew.
    private static final long WORTH_GOING_ON = 1 << 20;

    private final Servers servers;
    private final Conversation conversation;
    private final Patience patience;
    private final Manifests manifests;

    public Registry(RegistryOptions options) {
        this.servers = new Servers(options);
        this.conversation = new Conversation(options);
        this.patience = new Patience(options);
        this.manifests = new Manifests(conversation);
    }

    /// The manifest or index a reference leads to, `latest` where it has neither tag nor digest.
    public Document manifest(ImageReference ref, Credentials credentials)
            throws IOException, InterruptedException {
        ImageReference whole = ref.withDefaultTag();
        return atAny(whole, endpoint -> manifests.get(endpoint, whole, credentials));
    }

    /// A manifest or index an index has described.
    ///
    /// @param repository whose tag, if it has one, serves for messages
    public Document manifest(
            ImageReference repository, Descriptor described, Credentials credentials)
            throws IOException, InterruptedException {
        return atAny(
                repository,
                endpoint -> manifests.get(endpoint, repository, described, credentials));
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
        try {
            goingOn(into, () -> atAny(repository, endpoint -> transfer.run(endpoint, credentials)));
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.NOT_FOUND || blob.urls().isEmpty()) {
                throw e;
            }
            fetchElsewhere(repository, blob, into, transfer, e);
        }
    }

    private void fetchElsewhere(
            ImageReference repository,
            Descriptor blob,
            Ingest into,
            BlobTransfer transfer,
            RegistryException first)
            throws IOException, InterruptedException {
        for (String url : blob.urls()) {
            try {
                URI place = conversation.elsewhere(servers.registry(repository).root(), url);
                goingOn(into, () -> patience.run(() -> transfer.run(place)));
                return;
            } catch (RegistryException e) {
                first.addSuppressed(e);
            }
        }
        throw first;
    }

    private static void goingOn(Ingest into, Patience.Attempt<Digest> attempt)
            throws IOException, InterruptedException {
        for (long before = into.offset(); ; before = into.offset()) {
            try {
                attempt.run();
                return;
            } catch (RegistryException e) {
                boolean advanced = into.offset() - before >= WORTH_GOING_ON;
                if (e.kind() != RegistryException.Kind.UNAVAILABLE || !advanced) {
                    throw e;
                }
            }
        }
    }

    /// A small blob, verified.
    public byte[] document(ImageReference repository, Descriptor blob, Credentials credentials)
            throws IOException, InterruptedException {
        return atAny(
                repository, endpoint -> manifests.blob(endpoint, repository, blob, credentials));
    }

    /// The tags of a repository.
    public List<String> tags(ImageReference repository, Credentials credentials)
            throws IOException, InterruptedException {
        TagLists lists = new TagLists(conversation, patience);
        return servers.ask(
                servers.registry(repository),
                endpoint -> lists.of(endpoint, repository, credentials));
    }

    /// What was attached to a manifest, such as signatures.
    public List<Descriptor> referrers(
            ImageReference repository, Digest subject, Credentials credentials)
            throws IOException, InterruptedException {
        Referrers referrers = new Referrers(conversation, manifests);
        return atAny(
                repository, endpoint -> referrers.of(endpoint, repository, subject, credentials));
    }

    /// Whether a registry has a blob, so that it need not be pushed.
    public boolean has(ImageReference repository, Digest blob, Credentials credentials)
            throws IOException, InterruptedException {
        return atHome(
                repository,
                endpoint -> {
                    Conversation.Reply reply =
                            conversation.ask(
                                    endpoint,
                                    Ask.head(endpoint.blob(blob.toString())),
                                    Scope.push(endpoint.repository()),
                                    credentials);
                    reply.discard();
                    return switch (reply.status()) {
                        case 200 -> true;
                        case 404 -> false;
                        default -> throw reply.notTaken(repository);
                    };
                });
    }

    /// Opens a blob to be pushed. It may be opened more than once.
    public interface Source {
        InputStream open() throws IOException;
    }

    /// Pushes a blob. Where the connection breaks it goes on from what has arrived.
    ///
    /// @param from repositories of the same registry that may have it already
    /// @param progress is told how many bytes have gone out; not at all when none had to
    /// @return whether the registry has taken it from another repository
    public boolean push(
            ImageReference repository,
            Descriptor blob,
            Source source,
            List<String> from,
            LongConsumer progress,
            Credentials credentials)
            throws IOException, InterruptedException {
        BlobUpload upload = new BlobUpload(conversation, repository, blob, source::open, progress);
        for (String other : from) {
            if (atHome(repository, endpoint -> upload.mount(endpoint, other, credentials))) {
                return true;
            }
        }
        atHome(repository, endpoint -> upload.run(endpoint, credentials));
        return false;
    }

    /// Puts a manifest or index whose parts are there.
    ///
    /// @param ref with a tag to be put under; under its digest otherwise
    public void push(ImageReference ref, Document document, Credentials credentials)
            throws IOException, InterruptedException {
        String tag = ref.tag();
        String version = tag == null ? document.descriptor().digest().toString() : tag;
        atHome(ref, endpoint -> manifests.put(endpoint, ref, version, document, credentials));
    }

    /// Whether a registry has a manifest under its digest.
    public boolean hasManifest(ImageReference repository, Digest digest, Credentials credentials)
            throws IOException, InterruptedException {
        return atHome(
                repository,
                endpoint ->
                        manifests.has(
                                endpoint, digest, Scope.push(endpoint.repository()), credentials));
    }

    /// Finds out whether a registry takes credentials, as `docker login` does.
    ///
    /// @param domain such as `docker.io`
    /// @return a token to be kept instead of the password, or empty
    public String login(String domain, Credentials credentials)
            throws IOException, InterruptedException {
        Endpoint endpoint = new Endpoint(servers.server(domain), "", false);
        return patience.run(() -> servers.ask(endpoint, at -> conversation.login(at, credentials)));
    }

    /// Repositories by words, where the registry offers a search.
    ///
    /// @param domain such as `docker.io`
    public List<SearchResult> search(String domain, String term, int limit, Credentials credentials)
            throws IOException, InterruptedException {
        String host = domain.equals(ImageReference.DEFAULT_DOMAIN) ? INDEX : domain;
        Search search = new Search(conversation);
        Endpoint endpoint = new Endpoint(servers.server(host), "", false);
        return patience.run(
                () -> servers.ask(endpoint, at -> search.run(at, term, limit, credentials)));
    }

    private <T> T atAny(ImageReference ref, Servers.Request<T> request)
            throws IOException, InterruptedException {
        List<Endpoint> endpoints = servers.endpoints(ref);
        for (Endpoint mirror : endpoints.subList(0, endpoints.size() - 1)) {
            try {
                return patience.run(() -> request.at(mirror));
            } catch (RegistryException _) {
                // a mirror may lack anything; the registry itself decides
            }
        }
        return atHome(ref, request);
    }

    private <T> T atHome(ImageReference ref, Servers.Request<T> request)
            throws IOException, InterruptedException {
        return patience.run(() -> servers.ask(servers.registry(ref), request));
    }
}
