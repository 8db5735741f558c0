package dev.gantry.host.log;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.UnixSocket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Where a server listens.
public sealed interface Address {
    /// A way to it; each write is one datagram where it is made of those.
    interface Wire extends AutoCloseable {
        void write(byte[] bytes) throws IOException, InterruptedException;

        @Override
        void close() throws IOException;
    }

    /// @throws IOException when nobody listens, as far as that can be told
    Wire connect() throws IOException;

    record Tcp(String host, int port) implements Address {
        private static final int PATIENCE = 5_000;

        @Override
        @SuppressWarnings("AddressSelection") // all of a name's addresses are not worth a try each
        public Wire connect() throws IOException {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host, port), PATIENCE);
                socket.setKeepAlive(true);
            } catch (IOException e) {
                socket.close();
                throw new IOException(
                        "dial tcp %s:%d: connect: %s"
                                .formatted(host, port, words(String.valueOf(e.getMessage()))),
                        e);
            }
            return new Wire() {
                @Override
                public void write(byte[] bytes) throws IOException {
                    socket.getOutputStream().write(bytes);
                }

                @Override
                public void close() throws IOException {
                    socket.close();
                }
            };
        }

        private static String words(String message) {
            return message.toLowerCase(java.util.Locale.ROOT);
        }
    }

    record Udp(String host, int port) implements Address {
        @Override
        @SuppressWarnings("AddressSelection")
        public Wire connect() throws IOException {
            DatagramSocket socket = new DatagramSocket();
            socket.connect(new InetSocketAddress(host, port));
            return new Wire() {
                @Override
                public void write(byte[] bytes) throws IOException {
                    socket.send(new DatagramPacket(bytes, bytes.length));
                }

                @Override
                public void close() {
                    socket.close();
                }
            };
        }
    }

    /// A UNIX socket that carries a stream.
    record Stream(Path path) implements Address {
        @Override
        public Wire connect() throws IOException {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(path));
            } catch (IOException e) {
                channel.close();
                throw new IOException("dial unix %s: %s".formatted(path, e.getMessage()), e);
            }
            return new Wire() {
                @Override
                public void write(byte[] bytes) throws IOException {
                    ByteBuffer left = ByteBuffer.wrap(bytes);
                    while (left.hasRemaining()) {
                        channel.write(left);
                    }
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }
    }

    /// A UNIX socket that carries datagrams.
    record Datagrams(Path path) implements Address {
        @Override
        public Wire connect() throws IOException {
            Path directory = path.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException("dial unixgram %s: no such socket".formatted(path));
            }
            try (Fd folder = At.open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
                UnixSocket socket =
                        UnixSocket.connect(
                                UnixSocket.Kind.DATAGRAMS, folder, path.getFileName().toString());
                return new Wire() {
                    @Override
                    public void write(byte[] bytes) throws IOException, InterruptedException {
                        socket.send(bytes, 0, bytes.length);
                    }

                    @Override
                    public void close() {
                        socket.close();
                    }
                };
            }
        }
    }
}
