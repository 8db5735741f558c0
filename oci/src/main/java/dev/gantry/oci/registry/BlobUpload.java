package dev.gantry.oci.registry;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings one blob to a registry: at first in one piece; what broke off goes on where the registry
/// says it stands, and what it finds too large comes in pieces (OCI distribution-spec, "Pushing
/// blobs"). One thread uses it, for as many attempts as it takes.
final class BlobUpload {
    private static final String BYTES = "application/octet-stream";
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
    private static final long PIECE = 16L << 20;

    private final Conversation conversation;
    private final ImageReference repository;
    private final Descriptor blob;
    private final Content.Source source;
    private final LongConsumer progress;

    /// Where the upload that has begun goes on, or `null` when none has.
    private @Nullable URI location;

    /// Whether nothing was sent to it yet.
    private boolean isUntouched;

    private long offset;
    private long piece = Long.MAX_VALUE;

    BlobUpload(
            Conversation conversation,
            ImageReference repository,
            Descriptor blob,
            Content.Source source,
            LongConsumer progress) {
        this.conversation = conversation;
        this.repository = repository;
        this.blob = blob;
        this.source = source;
        this.progress = progress;
    }

    /// Asks the registry to take the blob from another repository of its own.
    ///
    /// @return whether it has; otherwise an upload has begun
    boolean mount(Endpoint endpoint, String from, Credentials credentials)
            throws IOException, InterruptedException {
        String query = "?mount=" + blob.digest() + "&from=" + Queries.encoded(from);
        Conversation.Reply reply =
                conversation.ask(
                        endpoint,
                        Ask.of("POST", endpoint.uploads(query), null),
                        Scope.mount(endpoint.repository(), from),
                        credentials);
        if (reply.status() == 201) {
            reply.discard();
            return true;
        }
        if (reply.status() == 202) {
            begun(reply);
            isUntouched = true;
            return false;
        }
        // a registry that knows nothing of mounting, or will not let us: an upload will tell
        reply.discard();
        return false;
    }

    Digest run(Endpoint endpoint, Credentials credentials)
            throws IOException, InterruptedException {
        Scope scope = Scope.push(endpoint.repository());
        if (location == null) {
            begin(endpoint, scope, credentials);
        } else if (!isUntouched) {
            goOn(endpoint, scope, credentials);
        }
        while (blob.size() - offset > piece) {
            patch(endpoint, scope, credentials, piece);
        }
        if (offset > 0) {
            if (offset < blob.size()) {
                patch(endpoint, scope, credentials, blob.size() - offset);
            }
            finish(endpoint, scope, credentials, 0);
        } else {
            finish(endpoint, scope, credentials, blob.size());
        }
        return blob.digest();
    }

    private void begin(Endpoint endpoint, Scope scope, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply =
                conversation.ask(
                        endpoint, Ask.of("POST", endpoint.uploads(""), null), scope, credentials);
        if (reply.status() != 202) {
            throw reply.notTaken(repository);
        }
        offset = 0;
        begun(reply);
        isUntouched = true;
    }

    private void begun(Conversation.Reply reply) throws IOException {
        reply.discard();
        String least = reply.header("OCI-Chunk-Min-Length");
        if (piece != Long.MAX_VALUE && least.matches("[0-9]{1,12}")) {
            piece = Math.max(piece, Long.parseLong(least));
        }
        location = location(reply);
    }

    private static URI location(Conversation.Reply reply) throws RegistryException {
        try {
            URI to = reply.uri().resolve(reply.header("Location"));
            boolean isSafe = Endpoint.isHttps(to) || Endpoint.sameServer(reply.uri(), to);
            if (to.getHost() != null && isSafe && !reply.header("Location").isEmpty()) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "registry: upload leads nowhere: " + e.getMessage(),
                    e);
        }
        throw RegistryException.protocol("registry: upload leads to where it may not");
    }

    /// Finds out how much has arrived; starts anew when the registry does not know.
    private void goOn(Endpoint endpoint, Scope scope, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply =
                conversation.ask(endpoint, Ask.get(target()), scope, credentials);
        Matcher range = RANGE.matcher(reply.header("Range"));
        if ((reply.status() == 204 || reply.status() == 202) && range.matches()) {
            // "0-0" stands for nothing as well as for one byte
            long last = Long.parseLong(range.group(1));
            offset = last == 0 ? 0 : Math.min(last + 1, blob.size());
            if (!reply.header("Location").isEmpty()) {
                begun(reply);
            } else {
                reply.discard();
            }
            if (offset > 0) {
                return;
            }
        } else {
            reply.discard();
        }
        location = null;
        begin(endpoint, scope, credentials);
    }

    private URI target() {
        URI to = location;
        if (to == null) {
            throw new IllegalStateException("no upload has begun");
        }
        return to;
    }

    private void patch(Endpoint endpoint, Scope scope, Credentials credentials, long length)
            throws IOException, InterruptedException {
        Ask ask =
                Ask.of("PATCH", target(), content(length))
                        .with("Content-Range", offset + "-" + (offset + length - 1));
        Conversation.Reply reply = conversation.ask(endpoint, ask, scope, credentials);
        if (reply.status() != 202) {
            throw failed(reply);
        }
        offset += length;
        begun(reply);
    }

    private void finish(Endpoint endpoint, Scope scope, Credentials credentials, long length)
            throws IOException, InterruptedException {
        String query = "digest=" + Queries.encoded(blob.digest().toString());
        Ask ask =
                Ask.of(
                        "PUT",
                        Queries.with(target(), query),
                        length == 0 ? Content.of(BYTES, new byte[0]) : content(length));
        Conversation.Reply reply = conversation.ask(endpoint, ask, scope, credentials);
        if (reply.status() != 201 && reply.status() != 204) {
            throw failed(reply);
        }
        reply.discard();
        location = null;
        progress.accept(blob.size());
    }

    private Content content(long length) {
        isUntouched = false;
        long from = offset;
        return new Content(
                BYTES,
                length,
                () -> {
                    InputStream in = source.open();
                    in.skipNBytes(from);
                    return in;
                },
                sent -> progress.accept(from + sent));
    }

    private RegistryException failed(Conversation.Reply reply)
            throws IOException, InterruptedException {
        RegistryException refusal = reply.notTaken(repository);
        if (reply.status() == 413 && piece > PIECE) {
            piece = PIECE;
            location = null;
            return new RegistryException(
                    RegistryException.Kind.UNAVAILABLE,
                    String.valueOf(refusal.getMessage()),
                    refusal);
        }
        if (reply.status() == 404 || reply.status() == 416) {
            // the upload is gone, or stands elsewhere
            location = reply.status() == 404 ? null : location;
            return new RegistryException(
                    RegistryException.Kind.UNAVAILABLE,
                    String.valueOf(refusal.getMessage()),
                    refusal);
        }
        return refusal;
    }
}
