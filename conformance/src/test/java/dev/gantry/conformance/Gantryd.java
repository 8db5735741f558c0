package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A daemon in a process of its own, with directories, socket and bridge of its own, and the real
/// docker CLI pointed at it. Closing removes all containers, the bridge and the directories.
final class Gantryd implements Daemon {
    /// Takes away what a daemon leaves to the next one: the default bridge, and what keeps it
    /// closed.
    private static final String FORGET_BRIDGE =
            """
            for s in $(ip route show dev $0 proto kernel | cut -d' ' -f1); do
              ip rule del pref 31002 to $s iif lo
              ip rule del pref 31003 to $s
            done
            ip rule del pref 31001 iif $0
            ip link delete $0
            nft delete table ip gantry_$0
            """;

    private final Path home;
    private final String bridge;
    private Process process;

    private Gantryd(Path home, String bridge, Process process) {
        this.home = home;
        this.bridge = bridge;
        this.process = process;
    }

    static Gantryd start() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "gantry-conformance-");
        String bridge = "gt" + Long.toHexString(System.nanoTime() & 0xFFFFFFFL);
        Gantryd daemon = new Gantryd(home, bridge, launch(home, bridge));
        daemon.awaitReady();
        return daemon;
    }

    private static Process launch(Path home, String bridge) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Djdk.virtualThreadScheduler.parallelism=8",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.gantry.daemon.Main",
                        "-H",
                        "unix://" + home.resolve("docker.sock"),
                        "--data-root",
                        home.resolve("data").toString(),
                        "--exec-root",
                        home.resolve("exec").toString(),
                        "--pidfile",
                        home.resolve("pid").toString(),
                        "--config-file",
                        "/dev/null",
                        "--bridge",
                        bridge)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
                .start();
    }

    private void awaitReady() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (Instant.now().isBefore(deadline)) {
            if (!process.isAlive()) {
                throw new AssertionError("daemon ended: " + log());
            }
            if (Files.exists(socket()) && docker("images", "-q").code() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("daemon does not answer: " + log());
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public String title() {
        return "Gantry";
    }

    @Override
    public List<String> inItsNetwork() {
        return List.of();
    }

    Path data() {
        return home.resolve("data");
    }

    String log() throws IOException {
        return Files.readString(home.resolve("log"));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Another daemon that wants the same data root.
    Command.Result rival() throws IOException, InterruptedException {
        return Command.run(
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.gantry.daemon.Main",
                        "-H",
                        "unix://" + home.resolve("rival.sock"),
                        "--data-root",
                        data().toString(),
                        "--exec-root",
                        home.resolve("rival").toString(),
                        "--pidfile",
                        home.resolve("rival.pid").toString(),
                        "--config-file",
                        "/dev/null",
                        "--bridge",
                        bridge));
    }

    /// As a power cut would end it, but for the containers.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException, InterruptedException {
        process = launch(home, bridge);
        awaitReady();
    }

    /// Our own command line.
    Command.Result gantry(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.gantry.cli.Main"));
        command.addAll(List.of(arguments));
        return Command.run(environment(), command);
    }

    /// Sends bytes as they are and reads the answer until the daemon closes.
    String http(byte[] request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket()));
            ByteBuffer out = ByteBuffer.wrap(request);
            try {
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                // it has answered before reading all of it
            }
            ByteBuffer in = ByteBuffer.allocate(1 << 20);
            while (in.hasRemaining() && read(channel, in) >= 0) {
                // until it closes
            }
            return new String(in.array(), 0, in.position(), UTF_8);
        }
    }

    private static int read(SocketChannel channel, ByteBuffer in) {
        try {
            return channel.read(in);
        } catch (IOException e) {
            return -1;
        }
    }

    String get(String path) throws IOException {
        return http(
                "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .formatted(path)
                        .getBytes(UTF_8));
    }

    String post(String path, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        String head =
                "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, body.length);
        byte[] all = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(UTF_8), 0, all, 0, head.length());
        System.arraycopy(body, 0, all, head.length(), body.length);
        return http(all);
    }

    @Override
    public void close() throws IOException {
        try {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            startAgain();
        }
        String all = docker("ps", "-aq").out();
        for (String id : all.lines().toList()) {
            docker("rm", "-f", id);
        }
        docker("network", "prune", "-f");
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Command.run(Map.of(), List.of("sh", "-c", FORGET_BRIDGE, bridge));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
