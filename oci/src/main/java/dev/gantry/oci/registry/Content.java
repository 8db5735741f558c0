package dev.gantry.oci.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// What a request sends. It is opened anew for each time it is sent.
///
/// @param sent is told how many bytes have gone out
record Content(String mediaType, long length, Source source, LongConsumer sent) {
    /// Gives the bytes.
    interface Source {
        InputStream open() throws IOException;
    }

    static Content form(String text) {
        return of("application/x-www-form-urlencoded", text.getBytes(StandardCharsets.UTF_8));
    }

    static Content of(String mediaType, byte[] bytes) {
        return new Content(
                mediaType, bytes.length, () -> new java.io.ByteArrayInputStream(bytes), _ -> {});
    }

    /// @param moved when bytes last went out, in nanoseconds
    HttpRequest.BodyPublisher publisher(AtomicLong moved) {
        HttpRequest.BodyPublisher stream =
                HttpRequest.BodyPublishers.ofInputStream(() -> opened(moved));
        return length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(stream, length);
    }

    private InputStream opened(AtomicLong moved) {
        try {
            return new Counted(source.open(), length, moved, sent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Counted extends FilterInputStream {
        private final long length;
        private final AtomicLong moved;
        private final LongConsumer sent;
        private long count;

        Counted(InputStream in, long length, AtomicLong moved, LongConsumer sent) {
            super(in);
            this.length = length;
            this.moved = moved;
            this.sent = sent;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int most) throws IOException {
            if (count == length) {
                return -1;
            }
            int got = in.read(buffer, offset, (int) Math.min(most, length - count));
            if (got > 0) {
                count += got;
                moved.set(System.nanoTime());
                sent.accept(count);
            }
            return got;
        }
    }
}
