package dev.gantry.engine.container;

import dev.gantry.engine.network.NetworkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Writes the files a container finds under `/etc` because of where it is: `resolv.conf`, `hosts`,
/// `hostname`. They lie outside its file system and are mounted over it.
final class ManagedFiles {
    private ManagedFiles() {}

    /// @param links lines of `hosts` for linked containers
    static void write(
            ContainerFiles files,
            ContainerDocument document,
            String hostname,
            NetworkSettings settings,
            List<String> links)
            throws IOException {
        Files.writeString(files.hostname(), hostname + "\n");
        Files.writeString(files.hosts(), HostsFile.text(document, hostname, settings, links));
        writeResolvConf(files, document, settings);
    }

    static void writeResolvConf(
            ContainerFiles files, ContainerDocument document, NetworkSettings settings)
            throws IOException {
        ResolvConf resolvers = ResolvConf.of(document.spec().network(), settings.dns());
        boolean isHost = document.spec().network().mode().equals("host");
        Files.writeString(
                files.resolvConf(),
                hasNameServer(document) ? resolvers.internal() : resolvers.direct(isHost));
    }

    /// Whether our name server answers it: everywhere but on the default bridge.
    static boolean hasNameServer(ContainerDocument document) {
        return document.places().endpoints().stream()
                .anyMatch(endpoint -> !endpoint.names().isEmpty());
    }
}
