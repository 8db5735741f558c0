package dev.gantry.host.network;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Settings of the kernel below `/proc/sys`, of the network namespace of the calling thread.
final class Settings {
    private static final Path ROOT = Path.of("/proc/sys");
    private static final Path IPV6 = ROOT.resolve("net/ipv6/conf");
    private static final String ON = "1";
    private static final String OFF = "0";

    private Settings() {}

    static void write(String setting, String value) throws LinuxException {
        try (Fd file = At.open(ROOT.resolve(setting), OpenFlags.O_WRONLY)) {
            byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
            file.write(0, bytes, 0, bytes.length);
        }
    }

    /// A kernel without IPv6 has no settings of it.
    static void writeIfThere(String setting, String value) throws LinuxException {
        try {
            write(setting, value);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private static String read(Path setting) throws IOException {
        return Files.readString(setting).strip();
    }

    static void forwardIpv6() throws IOException {
        if (read(IPV6.resolve("all/forwarding")).equals(ON)) {
            return;
        }
        List<Path> hosts = new ArrayList<>();
        try (Stream<Path> links = Files.list(IPV6)) {
            for (Path link : links.toList()) {
                Path forwarding = link.resolve("forwarding");
                if (!link.endsWith("all") && read(forwarding).equals(OFF)) {
                    hosts.add(forwarding);
                }
            }
        }
        write("net/ipv6/conf/all/forwarding", ON);
        for (Path forwarding : hosts) {
            writeIfThere(ROOT.relativize(forwarding).toString(), OFF);
        }
    }
}
