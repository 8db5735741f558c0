package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A TLS connection over a plain socket, which is kept at hand for {@link #abort}.
final class TlsLink implements Link {
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Socket plain;
    private final SSLSocket tls;
    private final Deadlines deadlines;

    private TlsLink(Socket plain, SSLSocket tls, Deadlines deadlines) {
        this.plain = plain;
        this.tls = tls;
        this.deadlines = deadlines;
    }

    static TlsLink over(
            Socket plain,
            SSLContext context,
            boolean clientMustHaveCertificate,
            Deadlines deadlines)
            throws IOException {
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        plain,
                                        plain.getInetAddress().getHostAddress(),
                                        plain.getPort(),
                                        true);
        tls.setUseClientMode(false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setNeedClientAuth(clientMustHaveCertificate);
        tls.setSSLParameters(parameters);
        return new TlsLink(plain, tls, deadlines);
    }

    @Override
    public Connection handshake() throws IOException {
        tls.startHandshake();
        X509Certificate client =
                tls.getNeedClientAuth()
                                && tls.getSession().getPeerCertificates()[0]
                                        instanceof X509Certificate certificate
                        ? certificate
                        : null;
        return new Connection(
                Connection.Transport.TLS,
                ChannelListener.text((InetSocketAddress) plain.getRemoteSocketAddress()),
                client);
    }

    @Override
    public InputStream input() throws IOException {
        return tls.getInputStream();
    }

    @Override
    public OutputStream output() throws IOException {
        return tls.getOutputStream();
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (!tls.isOutputShutdown()) {
            tls.shutdownOutput();
        }
    }

    /// A peer that reads nothing could hold up our `close_notify`.
    @Override
    public void close() throws IOException {
        try (var _ = deadlines.after(FAREWELL, this::abort)) {
            tls.close();
        } finally {
            plain.close();
        }
    }

    @Override
    public void abort() {
        Quietly.close(plain);
    }
}
