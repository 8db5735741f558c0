package dev.gantry.oci.registry;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.blob.BlobMismatchException;
import dev.gantry.oci.blob.Ingest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.LongConsumer;

/// Brings one blob into an ingest, from where that stands.
record BlobTransfer(
        Conversation conversation,
        ImageReference repository,
        Descriptor blob,
        Ingest into,
        LongConsumer progress) {
    private static final int BUFFER = 1 << 16;

    Digest run(Endpoint endpoint, Credentials credentials)
            throws IOException, InterruptedException {
        if (into.offset() > blob.size()) {
            into.reset();
        }
        long before = into.offset();
        progress.accept(before);
        if (before < blob.size()) {
            transfer(endpoint, credentials);
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

    private void transfer(Endpoint endpoint, Credentials credentials)
            throws IOException, InterruptedException {
        long offset = into.offset();
        Map<String, String> headers =
                offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        Conversation.Reply reply =
                conversation.get(
                        endpoint,
                        endpoint.blob(repository, blob.digest().toString()),
                        repository,
                        credentials,
                        headers);
        switch (reply.status()) {
            case 200 -> {
                if (offset > 0) {
                    into.reset();
                }
            }
            case 206 -> requireRange(reply, offset);
            case 416 -> {
                into.reset();
                throw again(reply, "range refused");
            }
            default -> throw reply.refusal(repository, false);
        }
        try (InputStream body = reply.body()) {
            copy(body);
        }
    }

    private static void requireRange(Conversation.Reply reply, long offset) throws IOException {
        if (!reply.header("Content-Range").startsWith("bytes " + offset + "-")) {
            reply.body().close();
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "registry answered with another range than was asked for");
        }
    }

    private static RegistryException again(Conversation.Reply reply, String why)
            throws IOException {
        reply.body().close();
        return new RegistryException(RegistryException.Kind.UNAVAILABLE, "registry: " + why);
    }

    private void copy(InputStream body) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (int got = body.read(buffer); got >= 0; got = body.read(buffer)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("fetch of " + blob.digest());
            }
            if (got > blob.size() - into.offset()) {
                into.reset();
                throw new RegistryException(
                        RegistryException.Kind.PROTOCOL,
                        "blob %s: registry sent more than %d bytes"
                                .formatted(blob.digest(), blob.size()));
            }
            into.write(buffer, 0, got);
            progress.accept(into.offset());
        }
        if (into.offset() < blob.size()) {
            throw new RegistryException(
                    RegistryException.Kind.UNAVAILABLE,
                    "blob %s: registry sent %d of %d bytes"
                            .formatted(blob.digest(), into.offset(), blob.size()));
        }
    }
}
