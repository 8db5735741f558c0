package dev.gantry.daemon;

import dev.gantry.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the places where clients arrive.
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final Path DOCKERS = Path.of("/var/run/docker.sock");

    private final HttpServer server;
    private final Options options;

    Sockets(HttpServer server, Options options) {
        this.server = server;
        this.options = options;
    }

    void open() throws IOException {
        if (options.hosts().isEmpty()) {
            openUsual();
            return;
        }
        Options.Tls tls = options.tls();
        SSLContext context = tls == null ? null : TlsFiles.context(tls);
        for (ListenAddress address : options.hosts()) {
            switch (address) {
                case ListenAddress.Unix(Path socket) -> openUnix(socket);
                case ListenAddress.Tcp(InetSocketAddress at) -> openTcp(at, context);
            }
        }
    }

    /// Our own, and Docker's unless somebody is there.
    private void openUsual() throws IOException {
        openUnix(options.engine().execRoot().resolve("docker.sock"));
        try {
            openUnix(DOCKERS);
        } catch (IOException e) {
            LOG.info("not listening on Docker's socket: {}", e.getMessage());
        }
    }

    /// Until its mode is set only root may connect, by the usual umask.
    private void openUnix(Path socket) throws IOException {
        Path directory = socket.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        server.listenUnix(socket);
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        socket, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        GroupPrincipal group = group(socket);
        if (group != null) {
            view.setGroup(group);
        }
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        LOG.info("API listen on {}", socket);
    }

    private @Nullable GroupPrincipal group(Path socket) throws IOException {
        try {
            return socket.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByGroupName(options.group());
        } catch (UserPrincipalNotFoundException e) {
            if (!options.group().equals(Options.USUAL_GROUP)) {
                throw new IOException(
                        "--group %s: there is no such group on this machine"
                                .formatted(options.group()),
                        e);
            }
            LOG.debug("no group {}: the socket is root's alone", options.group());
            return null;
        }
    }

    private void openTcp(InetSocketAddress address, @Nullable SSLContext tls) throws IOException {
        if (tls == null) {
            LOG.warn(
                    "anybody on this machine can become root through {}: the API is served there without TLS",
                    address);
        }
        Options.Tls given = options.tls();
        boolean verifies = given != null && given.authority() != null;
        InetSocketAddress bound = server.listenTcp(address, tls, verifies);
        LOG.info("API listen on {}", bound);
    }
}
