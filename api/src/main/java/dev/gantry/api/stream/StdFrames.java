package dev.gantry.api.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// `application/vnd.docker.multiplexed-stream`: frames of eight bytes of header — the stream's
/// number, three zeros, the length as a big-endian 32-bit integer — and that many bytes.
public final class StdFrames {
    public static final String CONTENT_TYPE = "application/vnd.docker.multiplexed-stream";
    private static final int HEADER = 8;
    private static final int CHUNK = 32 * 1024;

    private StdFrames() {}

    /// Whose bytes a frame carries; the number is the wire's.
    public enum Stream {
        STDIN(0),
        STDOUT(1),
        STDERR(2),
        /// A failure of the daemon, in words, which ends the stream.
        SYSTEM(3);

        private final byte number;

        Stream(int number) {
            this.number = (byte) number;
        }
    }

    /// Writes frames. Each call makes one frame, in one write to the stream below; calls from
    /// several threads do not mix.
    public static final class Writer {
        private final OutputStream out;

        public Writer(OutputStream out) {
            this.out = out;
        }

        public void write(Stream stream, byte[] bytes, int offset, int length) throws IOException {
            byte[] frame = new byte[HEADER + length];
            frame[0] = stream.number;
            for (int i = 0; i < 4; i++) {
                frame[4 + i] = (byte) (length >>> (24 - 8 * i));
            }
            System.arraycopy(bytes, offset, frame, HEADER, length);
            synchronized (out) {
                out.write(frame);
                out.flush();
            }
        }
    }

    /// Takes frames apart until the stream ends, passing bytes on as they come. A stream that ends
    /// inside a frame ends there.
    ///
    /// @throws IOException also when the daemon reports a failure in the stream, or a frame is of
    ///   no known stream
    public static void copy(InputStream in, OutputStream stdout, OutputStream stderr)
            throws IOException {
        byte[] header = new byte[HEADER];
        byte[] buffer = new byte[CHUNK];
        while (in.readNBytes(header, 0, HEADER) == HEADER) {
            long length = length(header);
            switch (header[0]) {
                case 0, 1 -> pass(in, stdout, length, buffer);
                case 2 -> pass(in, stderr, length, buffer);
                case 3 -> throw failure(in, length);
                default ->
                        throw new IOException("Unrecognized input header: " + (header[0] & 0xff));
            }
        }
    }

    private static long length(byte[] header) {
        long length = 0;
        for (int i = 4; i < HEADER; i++) {
            length = (length << 8) | (header[i] & 0xff);
        }
        return length;
    }

    private static void pass(InputStream in, OutputStream out, long length, byte[] buffer)
            throws IOException {
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                break;
            }
            out.write(buffer, 0, count);
            left -= count;
        }
        out.flush();
    }

    private static IOException failure(InputStream in, long length) throws IOException {
        byte[] text = in.readNBytes((int) Math.min(length, CHUNK));
        return new IOException(
                "error from daemon in stream: " + new String(text, StandardCharsets.UTF_8));
    }
}
