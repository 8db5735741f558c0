package dev.gantry.bench;

import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One of the two engines, seen from outside.
record Side(String name, Path socket, DockerClient client) {
    static Side at(String name, Path socket) {
        return new Side(
                name, socket, new DockerClient(new Endpoint.Unix(socket.toString()), "1.51"));
    }

    /// For child processes, so that they speak to this engine.
    Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + socket);
    }

    /// The real docker command line, to its end.
    void docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Child.run(environment(), command);
    }
}
