package dev.gantry.api.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

/// A connected byte stream in two directions. One thread may read while another writes.
final class Connection implements Closeable {
    /// Ends the direction to the daemon.
    @FunctionalInterface
    interface HalfClose {
        void shutdownOutput() throws IOException;
    }

    private final InputStream in;
    private final OutputStream out;
    private final HalfClose halfClose;
    private final Closeable socket;

    Connection(InputStream in, OutputStream out, HalfClose halfClose, Closeable socket) {
        this.in = new BufferedInputStream(in, 32 * 1024);
        this.out = out;
        this.halfClose = halfClose;
        this.socket = socket;
    }

    static Connection open(Endpoint endpoint) throws IOException {
        try {
            return switch (endpoint) {
                case Endpoint.Unix(String path) ->
                        overChannel(SocketChannel.open(UnixDomainSocketAddress.of(path)));
                case Endpoint.Tcp(String host, int port) -> {
                    InetAddress address = InetAddress.getByName(host);
                    yield overChannel(SocketChannel.open(new InetSocketAddress(address, port)));
                }
                case Endpoint.Tls tls -> TlsSockets.open(tls);
            };
        } catch (AccessDeniedException e) {
            throw new ConnectException(endpoint, ConnectException.Why.PERMISSION_DENIED, e);
        } catch (javax.net.ssl.SSLException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectException(endpoint, why(e), e);
        }
    }

    private static ConnectException.Why why(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("permission denied")
                ? ConnectException.Why.PERMISSION_DENIED
                : ConnectException.Why.NOBODY_THERE;
    }

    private static Connection overChannel(SocketChannel channel) {
        return new Connection(
                new ChannelInput(channel),
                new ChannelOutput(channel),
                channel::shutdownOutput,
                channel);
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    void shutdownOutput() throws IOException {
        halfClose.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// Unlike the streams of {@link java.nio.channels.Channels}, these two know nothing of each
    /// other.
    private static final class ChannelInput extends InputStream {
        private final SocketChannel channel;

        ChannelInput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    private static final class ChannelOutput extends OutputStream {
        private final SocketChannel channel;

        ChannelOutput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
