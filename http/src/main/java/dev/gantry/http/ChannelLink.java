package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/// A connection on a blocking channel, UNIX or TCP.
///
/// Has its own streams: those of `Channels` make a write wait for a read. Pieces are bounded, since
/// the JDK copies each through a direct buffer of its size.
final class ChannelLink implements Link {
    private static final int PIECE = 64 * 1024;

    private final SocketChannel channel;
    private final Connection connection;

    ChannelLink(SocketChannel channel, Connection connection) {
        this.channel = channel;
        this.connection = connection;
    }

    @Override
    public Connection handshake() {
        return connection;
    }

    @Override
    public InputStream input() {
        return new Input();
    }

    @Override
    public OutputStream output() {
        return new Output();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void abort() {
        Quietly.close(channel);
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            return len == 0 ? 0 : channel.read(ByteBuffer.wrap(b, off, Math.min(len, PIECE)));
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            for (int at = off; at < off + len; ) {
                at += channel.write(ByteBuffer.wrap(b, at, Math.min(off + len - at, PIECE)));
            }
        }
    }
}
