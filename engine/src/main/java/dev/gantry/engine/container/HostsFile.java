package dev.gantry.engine.container;

import dev.gantry.engine.network.Endpoint;
import dev.gantry.engine.network.NetworkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A container's `/etc/hosts`: who it is itself, whom it is linked to, and what was asked for.
///
/// The file is mounted into the container, so it is changed in its place. What the container wrote
/// into it itself stays.
final class HostsFile {
    private static final String STANDARD =
            """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;
    private static final String HOST_GATEWAY = "host-gateway";
    private static final List<String> HOST_NAMES =
            List.of("host.docker.internal", "gateway.docker.internal");

    private HostsFile() {}

    /// @param links lines for linked containers
    static String text(
            ContainerDocument document,
            String hostname,
            NetworkSettings settings,
            List<String> links)
            throws IOException {
        StringBuilder text = new StringBuilder();
        boolean isHost = document.spec().network().mode().equals("host");
        text.append(isHost ? read(Path.of("/etc/hosts")) : STANDARD);
        for (String extra : document.spec().network().extraHosts()) {
            int at = extra.indexOf(extra.contains("=") ? '=' : ':');
            String name = extra.substring(0, at);
            String address = extra.substring(at + 1).replaceAll("^\\[|]$", "");
            if (address.equals(HOST_GATEWAY)) {
                gateways(document, settings).forEach(each -> line(text, each, name));
            } else {
                line(text, address, name);
            }
        }
        links.forEach(link -> text.append(link).append('\n'));
        for (Endpoint endpoint : document.places().endpoints()) {
            own(document, hostname, endpoint).forEach(line -> text.append(line).append('\n'));
        }
        defaultNames(document, settings, text);
        return text.toString();
    }

    /// Where there is no name server of ours, the file says where the host is.
    private static void defaultNames(
            ContainerDocument document, NetworkSettings settings, StringBuilder text) {
        boolean isOnlyOnBridge =
                document.places().endpoints().stream().allMatch(e -> e.names().isEmpty());
        if (!isOnlyOnBridge) {
            return;
        }
        gateways(document, settings)
                .forEach(address -> line(text, address, String.join(" ", HOST_NAMES)));
    }

    private static void line(StringBuilder text, String address, String names) {
        text.append(address).append('\t').append(names).append('\n');
    }

    /// What `host-gateway` means to a container.
    static List<String> gateways(ContainerDocument document, NetworkSettings settings) {
        if (!settings.hostGateways().isEmpty()) {
            return settings.hostGateways();
        }
        List<String> gateways = new ArrayList<>();
        for (Endpoint endpoint : document.places().endpoints()) {
            for (Endpoint.Place place : places(endpoint)) {
                if (!place.gateway().isEmpty() && !has(gateways, place)) {
                    gateways.add(place.gateway());
                }
            }
        }
        return gateways;
    }

    /// One of each family is enough.
    private static boolean has(List<String> gateways, Endpoint.Place place) {
        return gateways.stream()
                .anyMatch(known -> known.contains(":") == place.gateway().contains(":"));
    }

    private static List<Endpoint.Place> places(Endpoint endpoint) {
        return java.util.stream.Stream.of(
                        java.util.Optional.ofNullable(endpoint.ipv4()),
                        java.util.Optional.ofNullable(endpoint.ipv6()))
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    private static List<String> own(
            ContainerDocument document, String hostname, Endpoint endpoint) {
        String domain = document.spec().identity().domainname();
        String names = domain.isEmpty() ? hostname : hostname + "." + domain + " " + hostname;
        return places(endpoint).stream().map(place -> place.address() + "\t" + names).toList();
    }

    /// Adds the lines of a place the container has just got.
    static void add(Path file, ContainerDocument document, String hostname, Endpoint endpoint)
            throws IOException {
        StringBuilder text = new StringBuilder(read(file));
        own(document, hostname, endpoint).forEach(line -> text.append(line).append('\n'));
        Files.writeString(file, text);
    }

    /// Takes the lines of a place away.
    static void remove(Path file, ContainerDocument document, String hostname, Endpoint endpoint)
            throws IOException {
        List<String> gone = own(document, hostname, endpoint);
        StringBuilder text = new StringBuilder();
        read(file)
                .lines()
                .filter(line -> !gone.contains(line))
                .forEach(line -> text.append(line).append('\n'));
        Files.writeString(file, text);
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
