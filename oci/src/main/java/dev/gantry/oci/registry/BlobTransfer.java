package dev.gantry.oci.registry;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobMismatchException;
import dev.gantry.oci.blob.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Brings one blob into an ingest, from where that stands. One thread uses it, for as many attempts
/// as it takes.
final class BlobTransfer {
    private static final int BUFFER = 1 << 16;
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]+/.*");

    private final Conversation conversation;
    private final ImageReference repository;
    private final Descriptor blob;
    private final Ingest into;
    private final LongConsumer progress;

    /// Whether ranges are worth asking for.
    private boolean ranges = true;

    BlobTransfer(
            Conversation conversation,
            ImageReference repository,
            Descriptor blob,
            Ingest into,
            LongConsumer progress) {
        this.conversation = conversation;
        this.repository = repository;
        this.blob = blob;
        this.into = into;
        this.progress = progress;
    }

    /// From a registry.
    Digest run(Endpoint endpoint, Credentials credentials)
            throws IOException, InterruptedException {
        return run(() ->
                conversation.ask(
                        endpoint,
                        ranged(Ask.get(endpoint.blob(blob.digest().toString()))),
                        Scope.pull(endpoint.repository()),
                        credentials));
    }

    /// From where the blob's descriptor says it is, too.
    Digest run(URI elsewhere) throws IOException, InterruptedException {
        return run(() -> conversation.plain(ranged(Ask.get(elsewhere)), Credentials.ANONYMOUS));
    }

    private Ask ranged(Ask ask) {
        return into.offset() > 0 && ranges
                ? ask.with("Range", "bytes=" + into.offset() + "-")
                : ask;
    }

    private interface Opening {
        Conversation.Reply open() throws IOException, InterruptedException;
    }

    private Digest run(Opening opening) throws IOException, InterruptedException {
        if (into.offset() > blob.size()) {
            into.reset();
        }
        long before = into.offset();
        progress.accept(before);
        if (before < blob.size()) {
            transfer(opening.open());
        }
        try {
            return into.commit(blob);
        } catch (BlobMismatchException e) {
            // what an earlier attempt has left may have been at fault: once more from the start
            throw new RegistryException(
                    before > 0
                            ? RegistryException.Kind.UNAVAILABLE
                            : RegistryException.Kind.PROTOCOL,
                    "filesystem layer verification failed: " + e.getMessage(),
                    e);
        }
    }

    private void transfer(Conversation.Reply reply) throws IOException, InterruptedException {
        long start =
                switch (reply.status()) {
                    case 200 -> 0;
                    case 206 -> start(reply);
                    case 416 -> {
                        into.reset();
                        throw again(reply, "range refused");
                    }
                    default -> throw reply.refusal(repository, false);
                };
        try (InputStream body = reply.body()) {
            skip(body, into.offset() - start);
            copy(body);
        }
    }

    /// Where the bytes that come begin: at what we have, or before.
    private long start(Conversation.Reply reply) throws IOException {
        Matcher range = RANGE.matcher(reply.header("Content-Range"));
        if (range.matches() && Long.parseLong(range.group(1)) <= into.offset()) {
            return Long.parseLong(range.group(1));
        }
        ranges = false;
        throw again(reply, "answered with another range than was asked for");
    }

    private static RegistryException again(Conversation.Reply reply, String why)
            throws IOException {
        reply.discard();
        return new RegistryException(RegistryException.Kind.UNAVAILABLE, "registry: " + why);
    }

    /// Passes over what is there already; the digest will tell whether it is the same.
    private void skip(InputStream body, long bytes) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (long left = bytes; left > 0; ) {
            int got = body.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw cut();
            }
            requireWanted();
            left -= got;
        }
    }

    private void copy(InputStream body) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (int got = body.read(buffer); got >= 0; got = body.read(buffer)) {
            requireWanted();
            if (got > blob.size() - into.offset()) {
                into.reset();
                throw RegistryException.protocol(
                        "blob %s: registry sent more than %d bytes"
                                .formatted(blob.digest(), blob.size()));
            }
            into.write(buffer, 0, got);
            progress.accept(into.offset());
        }
        if (into.offset() < blob.size()) {
            throw cut();
        }
    }

    private void requireWanted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("fetch of " + blob.digest());
        }
    }

    private RegistryException cut() {
        return new RegistryException(
                RegistryException.Kind.UNAVAILABLE,
                "blob %s: registry sent %d of %d bytes"
                        .formatted(blob.digest(), into.offset(), blob.size()));
    }
}
