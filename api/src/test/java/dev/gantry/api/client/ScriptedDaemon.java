package dev.gantry.api.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A listening socket that answers each connection with what a test says, byte by byte.
final class ScriptedDaemon implements AutoCloseable {
    /// What happens on one connection.
    @FunctionalInterface
    interface Script {
        void run(ScriptedDaemon daemon, InputStream in, OutputStream out) throws Exception;
    }

    private final ServerSocketChannel server;
    private final Path socket;
    final List<String> heads = new CopyOnWriteArrayList<>();

    ScriptedDaemon(Path socket, Script... connections) throws IOException {
        this.socket = socket;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(() -> serve(connections));
    }

    private void serve(Script... connections) {
        for (Script script : connections) {
            try (SocketChannel channel = server.accept()) {
                script.run(
                        this, Channels.newInputStream(channel), Channels.newOutputStream(channel));
            } catch (Exception e) {
                return;
            }
        }
    }

    Endpoint endpoint() {
        return new Endpoint.Unix(socket.toString());
    }

    /// Reads a request's head and remembers it.
    String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.write(b);
        }
        heads.add(head.toString(ISO_8859_1));
        return heads.getLast();
    }

    static void answer(OutputStream out, String text) throws IOException {
        out.write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
