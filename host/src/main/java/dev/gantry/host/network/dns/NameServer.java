package dev.gantry.host.network.dns;

import dev.gantry.linux.Namespaces;
import dev.gantry.linux.Nftables;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/// The name server of one sandbox.
///
/// It listens on a port of its own, and a rule in the sandbox leads port 53 of 127.0.0.11 there, so
/// that the container may have port 53 itself. Three virtual threads and more: one takes datagrams,
/// one takes connections, one serves each connection and each question that is passed on. However
/// many questions a container asks, only so many are passed on at a time.
final class NameServer implements AutoCloseable {
    static final String ADDRESS = "127.0.0.11";

    private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_CONNECTIONS = 64;
    private static final int IDLE = 10_000;
    private static final int FIRST_PORT = 32768;
    private static final int PORTS = 28_000;
    private static final int ATTEMPTS = 50;
    private static final String RULES =
            """
            add table ip gantry-dns
            delete table ip gantry-dns
            add table ip gantry-dns
            add chain ip gantry-dns output { type nat hook output priority -100 ; }
            add rule ip gantry-dns output ip daddr <address> udp dport 53 dnat to <address>:<port>
            add rule ip gantry-dns output ip daddr <address> tcp dport 53 dnat to <address>:<port>
            """;

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final NameSource names;
    private final Forwarding forwarding;
    private final Semaphore forwards = new Semaphore(MOST_AT_ONCE);
    private final Semaphore clients = new Semaphore(MOST_CONNECTIONS);

    private NameServer(
            DatagramSocket datagrams,
            ServerSocket connections,
            NameSource names,
            Forwarding forwarding) {
        this.datagrams = datagrams;
        this.connections = connections;
        this.names = names;
        this.forwarding = forwarding;
    }

    /// Opens its sockets in the sandbox; the same sandbox gives the same port, so that what the
    /// kernel remembers stays right when the engine starts again.
    static NameServer open(Path sandbox, NameSource names)
            throws IOException, InterruptedException {
        int first = Math.floorMod(sandbox.getFileName().toString().hashCode(), PORTS);
        NameServer server = Namespaces.inNetwork(sandbox, () -> listen(sandbox, names, first));
        Thread.ofVirtual().name("dns-udp").start(server::takeDatagrams);
        Thread.ofVirtual().name("dns-tcp").start(server::takeConnections);
        return server;
    }

    private static NameServer listen(Path sandbox, NameSource names, int first) throws IOException {
        for (int attempt = 0; ; attempt++) {
            int port = FIRST_PORT + (first + attempt) % PORTS;
            InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), port);
            DatagramSocket datagrams = new DatagramSocket(null);
            ServerSocket connections = new ServerSocket();
            try {
                connections.setReuseAddress(true);
                datagrams.bind(address);
                connections.bind(address);
                Nftables.run(
                        RULES.replace("<address>", ADDRESS)
                                .replace("<port>", Integer.toString(port)));
                return new NameServer(datagrams, connections, names, new Forwarding(sandbox));
            } catch (BindException e) {
                datagrams.close();
                connections.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                datagrams.close();
                connections.close();
                throw e;
            }
        }
    }

    private void takeDatagrams() {
        byte[] buffer = new byte[65535];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                answer(question, packet.getSocketAddress());
            } catch (IOException e) {
                if (!datagrams.isClosed()) {
                    LOG.debug("name server: {}", e.getMessage());
                }
            }
        }
    }

    private void answer(byte[] question, SocketAddress from) throws IOException {
        switch (Answers.judge(question, false, names)) {
            case Answers.Verdict.Reply(byte[] bytes) -> send(bytes, from);
            case Answers.Verdict.Drop() -> {}
            case Answers.Verdict.Forward forward -> {
                if (!forwards.tryAcquire()) {
                    send(Answers.failure(forward.query(), Rcode.SERVFAIL), from);
                    return;
                }
                Thread.ofVirtual()
                        .name("dns-forward")
                        .start(() -> {
                            try {
                                byte[] reply = forwarded(question, forward, false);
                                send(Answers.fitting(reply, forward.query(), forward.most()), from);
                            } catch (IOException e) {
                                LOG.debug("name server: {}", e.getMessage());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                forwards.release();
                            }
                        });
            }
        }
    }

    private byte[] forwarded(byte[] question, Answers.Verdict.Forward forward, boolean overTcp)
            throws InterruptedException {
        return forwarding
                .ask(question, forward.query(), overTcp, names.upstream())
                .orElseGet(() -> Answers.failure(forward.query(), Rcode.SERVFAIL));
    }

    private void send(byte[] bytes, SocketAddress to) throws IOException {
        datagrams.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private void takeConnections() {
        while (!connections.isClosed()) {
            try {
                Socket client = connections.accept();
                if (!clients.tryAcquire()) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual()
                        .name("dns-client")
                        .start(() -> {
                            try (client) {
                                serve(client);
                            } catch (IOException e) {
                                LOG.debug("name server: {}", e.getMessage());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                clients.release();
                            }
                        });
            } catch (IOException e) {
                if (!connections.isClosed()) {
                    LOG.debug("name server: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        client.setSoTimeout(IDLE);
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        while (true) {
            byte[] question;
            try {
                question = new byte[in.readUnsignedShort()];
            } catch (EOFException e) {
                return;
            }
            in.readFully(question);
            byte[] reply =
                    switch (Answers.judge(question, true, names)) {
                        case Answers.Verdict.Reply(byte[] bytes) -> bytes;
                        case Answers.Verdict.Drop() -> new byte[0];
                        case Answers.Verdict.Forward forward -> forwarded(question, forward, true);
                    };
            if (reply.length == 0) {
                return;
            }
            byte[] framed = new byte[reply.length + 2];
            framed[0] = (byte) (reply.length >> 8);
            framed[1] = (byte) reply.length;
            System.arraycopy(reply, 0, framed, 2, reply.length);
            out.write(framed);
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
    }
}
