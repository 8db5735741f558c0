package dev.gantry.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Clients on TCP without TLS, or on a UNIX socket.
final class ChannelListener implements Listener {
    private final ServerSocketChannel server;
    private final Runnable afterClose;

    ChannelListener(ServerSocketChannel server, Runnable afterClose) {
        this.server = server;
        this.afterClose = afterClose;
    }

    static ChannelListener tcp(InetSocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address, 512);
            return new ChannelListener(server, () -> {});
        } catch (IOException e) {
            server.close();
            throw new IOException("listen on %s: %s".formatted(text(address), e.getMessage()), e);
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    static String text(InetSocketAddress address) {
        String host =
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public Link accept() throws IOException {
        SocketChannel channel = server.accept();
        try {
            return new ChannelLink(channel, describe(channel));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Connection describe(SocketChannel channel) throws IOException {
        SocketAddress peer = channel.getRemoteAddress();
        if (!(peer instanceof InetSocketAddress inet)) {
            return new Connection(Connection.Transport.UNIX, "unix", null);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        return new Connection(Connection.Transport.TCP, text(inet), null);
    }

    @Override
    public boolean canRefuse() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return server.isOpen();
    }

    @Override
    public void close() throws IOException {
        server.close();
        afterClose.run();
    }
}
