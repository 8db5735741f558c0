package dev.gantry.engine.container;

import dev.gantry.engine.network.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes the files a container finds under `/etc` because of where it is: `resolv.conf`, `hosts`,
/// `hostname`. They lie outside its file system and are mounted over it.
final class ManagedFiles {
    private static final Path HOST_RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final List<String> PUBLIC_RESOLVERS = List.of("8.8.8.8", "8.8.4.4");
    private static final String HOSTS =
            """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;

    private ManagedFiles() {}

    static void write(ContainerFiles files, ContainerDocument document, String hostname)
            throws IOException {
        Files.writeString(files.hostname(), hostname + "\n");
        Files.writeString(files.hosts(), hosts(document, hostname));
        Files.writeString(files.resolvConf(), resolvConf(document.spec().network()));
    }

    private static String hosts(ContainerDocument document, String hostname) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean isHost = document.spec().network().mode().equals("host");
        text.append(isHost ? read(Path.of("/etc/hosts")) : HOSTS);
        for (String extra : document.spec().network().extraHosts()) {
            int at = extra.indexOf(extra.contains("=") ? '=' : ':');
            String address = extra.substring(at + 1);
            Endpoint own = document.endpoint();
            if (address.equals("host-gateway") && own != null) {
                address = own.gateway();
            }
            text.append(address).append('\t').append(extra, 0, at).append('\n');
        }
        Endpoint endpoint = document.endpoint();
        if (endpoint != null && !endpoint.address().isEmpty()) {
            String domain = document.spec().identity().domainname();
            String full = domain.isEmpty() ? "" : hostname + "." + domain + " ";
            text.append(endpoint.address()).append('\t').append(full).append(hostname).append('\n');
        }
        return text.toString();
    }

    /// The host's, but for what was asked; a resolver on the host's loopback cannot be reached from
    /// another network namespace.
    private static String resolvConf(ContainerSpec.Network network) throws IOException {
        boolean isHost = network.mode().equals("host");
        List<String> nameservers = new ArrayList<>(network.dns());
        List<String> other = new ArrayList<>();
        for (String line : read(HOST_RESOLV_CONF).lines().map(String::strip).toList()) {
            String[] words = line.split("\\s+");
            if (words.length < 2 || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            switch (words[0]) {
                case "nameserver" -> {
                    if (network.dns().isEmpty() && (isHost || !isLoopback(words[1]))) {
                        nameservers.add(words[1]);
                    }
                }
                case "search", "domain" -> {
                    if (network.dnsSearch().isEmpty()) {
                        other.add(line);
                    }
                }
                case "options" -> {
                    if (network.dnsOptions().isEmpty()) {
                        other.add(line);
                    }
                }
                default -> other.add(line);
            }
        }
        if (nameservers.isEmpty() && !isHost) {
            nameservers.addAll(PUBLIC_RESOLVERS);
        }
        StringBuilder text = new StringBuilder();
        nameservers.forEach(address -> text.append("nameserver ").append(address).append('\n'));
        if (!network.dnsSearch().isEmpty() && !network.dnsSearch().equals(List.of("."))) {
            text.append("search ").append(String.join(" ", network.dnsSearch())).append('\n');
        }
        if (!network.dnsOptions().isEmpty()) {
            text.append("options ").append(String.join(" ", network.dnsOptions())).append('\n');
        }
        other.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1");
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
