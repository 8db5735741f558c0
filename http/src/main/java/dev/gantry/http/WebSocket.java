package dev.gantry.http;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/// A connection taken over as a WebSocket (RFC 6455): what is written goes out in messages, what is
/// read is the content of messages. Pings are answered while somebody reads.
public final class WebSocket implements Hijacked {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int MOST_CONTROL = 125;
    private static final byte[] NORMAL = {0x03, (byte) 0xE8};

    private final Hijacked link;
    private final int kind;
    private final Frames frames;
    private boolean isEnded;

    private WebSocket(Hijacked link, boolean text) {
        this.link = link;
        this.kind = text ? TEXT : BINARY;
        this.frames = new Frames(new DataInputStream(link.input()));
    }

    /// Answers the handshake.
    ///
    /// @param text whether messages are told to be text
    /// @throws IllegalArgumentException when the request is none
    public static WebSocket accept(Exchange exchange, boolean text) throws IOException {
        String key =
                exchange.header("Sec-WebSocket-Key")
                        .orElseThrow(
                                () -> new IllegalArgumentException("missing Sec-WebSocket-Key"));
        boolean isAsked =
                exchange.header("Upgrade").orElse("").equalsIgnoreCase("websocket")
                        && exchange.header("Sec-WebSocket-Version").orElse("").equals("13");
        if (!isAsked) {
            throw new IllegalArgumentException("the request does not ask for a WebSocket");
        }
        exchange.setHeader("Sec-WebSocket-Accept", answer(key));
        return new WebSocket(exchange.hijack("application/octet-stream"), text);
    }

    static String answer(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key.strip() + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public InputStream input() {
        return frames;
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                Objects.checkFromIndexSize(off, len, b.length);
                send(kind, b, off, len);
            }
        };
    }

    private synchronized void send(int opcode, byte[] bytes, int offset, int length)
            throws IOException {
        if (isEnded) {
            throw new IOException("the WebSocket has ended");
        }
        isEnded = opcode == CLOSE;
        ByteBuffer frame = ByteBuffer.allocate(10 + length);
        frame.put((byte) (FINAL | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length < 1 << 16) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        frame.put(bytes, offset, length);
        link.output().write(frame.array(), 0, frame.position());
    }

    /// Says goodbye; the other side ends the connection.
    @Override
    public void shutdownOutput() throws IOException {
        if (!isEnded) {
            send(CLOSE, NORMAL, 0, NORMAL.length);
        }
    }

    @Override
    public boolean wasUpgraded() {
        return link.wasUpgraded();
    }

    @Override
    public void close() {
        link.close();
    }

    /// The content of the client's messages. Used by one thread.
    private final class Frames extends InputStream {
        private final DataInputStream in;
        private final byte[] mask = new byte[4];
        private long left;
        private int passed;

        Frames(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len == 0) {
                return 0;
            }
            while (left == 0) {
                if (!next()) {
                    return -1;
                }
            }
            int count = in.read(b, off, (int) Math.min(len, left));
            if (count < 0) {
                throw new EOFException("the WebSocket broke off inside a frame");
            }
            unmask(b, off, count);
            left -= count;
            return count;
        }

        private void unmask(byte[] b, int off, int count) {
            for (int i = 0; i < count; i++) {
                b[off + i] ^= mask[passed++ & 3];
            }
        }

        /// Begins the next frame with content; answers control frames on the way.
        ///
        /// @return false at the end
        private boolean next() throws IOException {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            int second = in.readUnsignedByte();
            if ((second & MASKED) == 0) {
                throw new IOException("a client's WebSocket frames are masked");
            }
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            in.readFully(mask);
            passed = 0;
            int opcode = first & 0x0f;
            if (opcode < CLOSE) {
                left = length;
                return length >= 0;
            }
            return control(opcode, length);
        }

        private boolean control(int opcode, long length) throws IOException {
            if (length < 0 || length > MOST_CONTROL) {
                throw new IOException("a WebSocket control frame is too long");
            }
            byte[] content = new byte[(int) length];
            in.readFully(content);
            unmask(content, 0, content.length);
            if (opcode == PING) {
                send(PONG, content, 0, content.length);
            }
            if (opcode == CLOSE) {
                shutdownOutput();
            }
            return opcode != CLOSE;
        }
    }
}
