package dev.gantry.api.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// How the end of an answer's body is found: by its length, by its last chunk, or by the end of the
/// connection.
final class Bodies {
    private Bodies() {}

    /// A body that knows whether it was read to its end.
    abstract static class Framed extends InputStream {
        boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            return length == 0 ? 0 : next(bytes, offset, length);
        }

        abstract int next(byte[] bytes, int offset, int length) throws IOException;
    }

    static final class Sized extends Framed {
        private final InputStream in;
        private long left;

        Sized(InputStream in, long length) {
            this.in = in;
            this.left = length;
            this.ended = length == 0;
        }

        @Override
        int next(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("unexpected EOF");
            }
            left -= count;
            ended = left == 0;
            return count;
        }
    }

    static final class UntilClose extends Framed {
        private final InputStream in;

        UntilClose(InputStream in) {
            this.in = in;
        }

        @Override
        int next(byte[] bytes, int offset, int length) throws IOException {
            return in.read(bytes, offset, length);
        }
    }

    static final class Chunked extends Framed {
        private final InputStream in;
        private long left;
        private boolean first = true;

        Chunked(InputStream in) {
            this.in = in;
        }

        @Override
        int next(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !nextChunk()) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("unexpected EOF");
            }
            left -= count;
            return count;
        }

        private boolean nextChunk() throws IOException {
            if (!first) {
                Head.line(in);
            }
            first = false;
            String size = Head.line(in);
            int semicolon = size.indexOf(';');
            try {
                String digits = semicolon < 0 ? size : size.substring(0, semicolon);
                left = Long.parseLong(digits.strip(), 16);
            } catch (NumberFormatException e) {
                throw new IOException("malformed chunk size: " + size, e);
            }
            if (left > 0) {
                return true;
            }
            while (!Head.line(in).isEmpty()) {
                // Trailers mean nothing to us.
            }
            ended = true;
            return false;
        }
    }
}
