package dev.gantry.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UNIX socket's name in the file system, which outlives a listener that crashed.
record SocketFile(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

    ChannelListener listen() throws IOException {
        removeStale();
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path), 512);
            Object ours = key().orElse(null);
            return new ChannelListener(server, () -> unlink(ours));
        } catch (IOException e) {
            server.close();
            throw new IOException("listen on %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private void removeStale() throws IOException {
        Optional<BasicFileAttributes> found = attributes();
        if (found.isEmpty()) {
            return;
        }
        if (!found.get().isOther()) {
            throw new IOException("listen on %s: the file is no socket".formatted(path));
        }
        if (isLive()) {
            throw new IOException("listen on %s: somebody listens there already".formatted(path));
        }
        Files.delete(path);
    }

    /// Does not wait, should the listener's queue be full.
    private boolean isLive() throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private void unlink(@Nullable Object ours) {
        try {
            if (Objects.equals(ours, key().orElse(null))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("unlink {}", path, e);
        }
    }

    /// Which file that is, so that another's is not removed.
    private Optional<Object> key() throws IOException {
        return attributes().map(BasicFileAttributes::fileKey);
    }

    private Optional<BasicFileAttributes> attributes() throws IOException {
        try {
            return Optional.of(
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
