package dev.gantry.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/// Clients on TCP with TLS.
final class TlsListener implements Listener {
    private final ServerSocket server;
    private final SSLContext context;
    private final boolean clientMustHaveCertificate;
    private final Deadlines deadlines;

    private TlsListener(
            ServerSocket server,
            SSLContext context,
            boolean clientMustHaveCertificate,
            Deadlines deadlines) {
        this.server = server;
        this.context = context;
        this.clientMustHaveCertificate = clientMustHaveCertificate;
        this.deadlines = deadlines;
    }

    static TlsListener open(
            InetSocketAddress address,
            SSLContext context,
            boolean clientMustHaveCertificate,
            Deadlines deadlines)
            throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address, 512);
            return new TlsListener(server, context, clientMustHaveCertificate, deadlines);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "listen on %s: %s".formatted(ChannelListener.text(address), e.getMessage()), e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    public Link accept() throws IOException {
        Socket socket = server.accept();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return TlsLink.over(socket, context, clientMustHaveCertificate, deadlines);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// It would take a handshake.
    @Override
    public boolean canRefuse() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return !server.isClosed();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
