package dev.gantry.host.network;

import dev.gantry.linux.Mounts;
import dev.gantry.linux.Namespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// A machine of our own for tests: a network namespace that plays the host (10.99.0.1), and another
/// one that plays a neighbour on its wire (10.99.0.2). The real host is never touched.
final class Machine {
    static final String HOST_IP = "10.99.0.1";
    static final String WIRE_IP = "10.99.0.2";

    final Path directory;
    final Path host;
    final Path wire;
    final Path execRoot;
    private final List<AutoCloseable> open = new ArrayList<>();

    Machine(Path directory) throws Exception {
        this.directory = directory;
        host = namespace("host");
        wire = namespace("wire");
        execRoot = Files.createDirectory(directory.resolve("exec"));
        ip(host, "link set lo up");
        ip(host, "link add uplink type veth peer name eth0 netns " + wire);
        ip(host, "addr add 10.99.0.1/24 dev uplink");
        ip(host, "link set uplink up");
        ip(wire, "addr add 10.99.0.2/24 dev eth0");
        ip(wire, "link set eth0 up");
        ip(wire, "link set lo up");
    }

    private Path namespace(String name) throws Exception {
        Path file = Files.createFile(directory.resolve(name));
        Namespaces.createNetwork(file);
        return file;
    }

    <T> T on(Path namespace, Callable<T> work) throws Exception {
        return Namespaces.inNetwork(namespace, work);
    }

    /// Runs as on the host, an `IOException` coming out as it was.
    void onHost(Work work) throws Exception {
        IOException failure =
                on(
                        host,
                        () -> {
                            try {
                                work.run();
                                return new IOException("none");
                            } catch (IOException e) {
                                return new IOException(e);
                            }
                        });
        if (failure.getCause() instanceof IOException e) {
            throw e;
        }
    }

    interface Work {
        void run() throws Exception;
    }

    String ip(Path namespace, String arguments) throws Exception {
        return command(namespace, "ip " + arguments);
    }

    String command(Path namespace, String line) throws Exception {
        return on(
                namespace,
                () -> {
                    Process process =
                            new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
                    String output =
                            new String(
                                    process.getInputStream().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    if (process.waitFor() != 0) {
                        throw new IllegalStateException(line + ": " + output);
                    }
                    return output;
                });
    }

    /// What the host has: to compare before and after. Addresses of the link come when the kernel
    /// likes.
    String state() throws Exception {
        return command(
                        host,
                        "ip -o link; ip addr; ip route show table all; ip rule; ip -6 rule; nft list ruleset")
                .lines()
                .filter(line -> !line.contains("fe80") && !line.contains("ff00::"))
                .map(line -> line.replaceAll("(valid|preferred)_lft \\S+", ""))
                .collect(Collectors.joining("\n"));
    }

    boolean pings(Path from, String address) throws Exception {
        return on(from, () -> InetAddress.ofLiteral(address).isReachable(1000));
    }

    /// Answers everybody with the address they come from.
    void serve(Path namespace, int port) throws Exception {
        ServerSocket server = on(namespace, () -> new ServerSocket(port));
        open.add(server);
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    while (!server.isClosed()) {
                        answer(server);
                    }
                });
    }

    private static void answer(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream()
                    .write(
                            client.getInetAddress()
                                    .getHostAddress()
                                    .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// From whom the server sees the call come; "nothing" when no connection comes about.
    String call(Path from, String address, int port) throws Exception {
        return on(
                from,
                () -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), 700);
                        socket.setSoTimeout(700);
                        return new String(
                                socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return "nothing";
                    }
                });
    }

    void serveUdp(Path namespace, int port) throws Exception {
        DatagramSocket server = on(namespace, () -> new DatagramSocket(port));
        open.add(server);
        Thread.ofPlatform().daemon().start(() -> echo(server));
    }

    private static void echo(DatagramSocket server) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        while (!server.isClosed()) {
            try {
                server.receive(packet);
                server.send(packet);
            } catch (IOException e) {
                return;
            }
        }
    }

    /// Whether one of several calls is answered: a datagram may be late on a busy machine.
    boolean answersUdp(Path from, String address, int port) throws Exception {
        for (int attempt = 0; attempt < 10; attempt++) {
            if (callUdp(from, address, port)) {
                return true;
            }
        }
        return false;
    }

    boolean callUdp(Path from, String address, int port) throws Exception {
        return on(
                from,
                () -> {
                    try (DatagramSocket socket = new DatagramSocket()) {
                        socket.connect(new InetSocketAddress(address, port));
                        socket.setSoTimeout(700);
                        socket.send(new DatagramPacket(new byte[] {1}, 1));
                        socket.receive(new DatagramPacket(new byte[1], 1));
                        return true;
                    } catch (SocketTimeoutException | PortUnreachableException e) {
                        return false;
                    }
                });
    }

    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        try (var pins = Files.list(Files.createDirectories(execRoot.resolve("netns")))) {
            for (Path pin : pins.toList()) {
                Mounts.umount2(pin.toString(), Mounts.MNT_DETACH);
            }
        }
        Mounts.umount2(host.toString(), Mounts.MNT_DETACH);
        Mounts.umount2(wire.toString(), Mounts.MNT_DETACH);
    }
}
