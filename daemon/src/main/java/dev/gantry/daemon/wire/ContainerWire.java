package dev.gantry.daemon.wire;

import dev.gantry.api.container.ContainerConfig;
import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.ContainerMounts;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.container.Health;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Containers as JSON: whole, as `inspect` gives them, and short, as lists do.
public final class ContainerWire {
    private ContainerWire() {}

    /// What is known of a container besides its document.
    ///
    /// @param directory with its files on the host
    /// @param volumes where the content of a volume is on the host
    /// @param sandbox where its network namespace is pinned
    /// @param sizes `null` unless they were asked for
    /// @param execs ids of commands in it
    /// @param health `null` without a health check
    /// @param imageExists whether its image still has the name it was created from
    public record Surroundings(
            Path directory,
            Function<String, Path> volumes,
            Path sandbox,
            @Nullable Sizes sizes,
            List<String> execs,
            boolean imageExists,
            @Nullable Health health) {}

    /// @param changed bytes written over the image
    /// @param whole bytes of the image and those
    public record Sizes(long changed, long whole) {}

    public static JsonValue inspected(ContainerDocument container, Surroundings around) {
        List<String> args = container.spec().process().args();
        boolean wasStarted = container.state().startedAt() != null;
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Id", container.id())
                        .put("Created", container.created())
                        .put("Path", args.isEmpty() ? "" : args.getFirst())
                        .put("Args", args.isEmpty() ? args : args.subList(1, args.size()))
                        .put("State", StateWire.inspected(container.state(), around.health))
                        .put("Image", container.image())
                        .put("ResolvConfPath", file(around, wasStarted, "resolv.conf"))
                        .put("HostnamePath", file(around, wasStarted, "hostname"))
                        .put("HostsPath", file(around, wasStarted, "hosts"))
                        .put("LogPath", file(around, wasStarted, "container.log"))
                        .put("Name", "/" + container.name())
                        .put("RestartCount", container.restarts())
                        .put("Driver", "overlay2")
                        .put("Platform", "linux")
                        .put("MountLabel", "")
                        .put("ProcessLabel", "")
                        .put("AppArmorProfile", "")
                        .put("ExecIDs", around.execs.isEmpty() ? null : (Object) around.execs)
                        .put("HostConfig", hostConfig(container.spec()))
                        .put("GraphDriver", graphDriver(container, around.directory));
        if (around.sizes != null) {
            object.put("SizeRw", around.sizes.changed);
            object.put("SizeRootFs", around.sizes.whole);
        }
        return object.put("Mounts", MountPoints.inspected(container.spec(), around.volumes))
                .put("Config", config(container))
                .put("NetworkSettings", NetworkWire.settings(container, around.sandbox))
                .build();
    }

    private static String file(Surroundings around, boolean exists, String name) {
        return exists ? around.directory.resolve(name).toString() : "";
    }

    /// The network of another container is named by id, whatever was asked for.
    private static JsonValue hostConfig(ContainerSpec spec) {
        Map<String, JsonValue> fields =
                new LinkedHashMap<>(HostConfigEcho.hostConfig(spec).fields());
        if (spec.network().mode().startsWith("container:")) {
            fields.put("NetworkMode", Json.tree(spec.network().mode()));
        }
        for (String kind : List.of("ipc", "pid")) {
            String mode = kind.equals("ipc") ? spec.namespaces().ipc() : spec.namespaces().pid();
            if (mode.startsWith("container:")) {
                fields.put(kind.equals("ipc") ? "IpcMode" : "PidMode", Json.tree(mode));
            }
        }
        return new JsonValue.Obj(fields);
    }

    /// The size its terminal was asked to have; empty when nothing was asked.
    public static List<Integer> consoleSize(ContainerSpec spec) {
        return HostConfigEcho.hostConfig(spec).list("ConsoleSize").stream()
                .filter(JsonValue.Num.class::isInstance)
                .map(size -> (int) ((JsonValue.Num) size).longValueExact())
                .toList();
    }

    private static JsonValue graphDriver(ContainerDocument container, Path directory) {
        return JsonValue.object()
                .put(
                        "Data",
                        JsonValue.object()
                                .put("ID", container.id())
                                .put("MergedDir", directory.resolve("merged").toString())
                                .put("UpperDir", directory.resolve("upper").toString())
                                .put("WorkDir", directory.resolve("work").toString())
                                .build())
                .put("Name", "overlay2")
                .build();
    }

    private static JsonValue config(ContainerDocument container) {
        ContainerSpec spec = container.spec();
        ContainerSpec.Process process = spec.process();
        String hostname = spec.identity().hostname();
        Map<String, JsonValue> exposed = new LinkedHashMap<>();
        spec.network().exposed().forEach(port -> exposed.put(port, JsonValue.object().build()));
        ContainerConfig config =
                new ContainerConfig(
                        hostname.isEmpty() ? container.containerId().shortForm() : hostname,
                        spec.identity().domainname(),
                        process.user(),
                        spec.streams().attachStdin(),
                        spec.streams().attachStdout(),
                        spec.streams().attachStderr(),
                        exposed,
                        spec.streams().tty(),
                        spec.streams().openStdin(),
                        spec.streams().stdinOnce(),
                        process.env(),
                        process.cmd(),
                        null,
                        false,
                        spec.image(),
                        declared(spec.mounts()),
                        process.workingDir(),
                        process.entrypoint(),
                        false,
                        "",
                        null,
                        spec.labels(),
                        process.stopSignal(),
                        process.stopTimeout(),
                        null);
        JsonValue.Obj beside = HostConfigEcho.config(spec);
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        if (Json.tree(config) instanceof JsonValue.Obj(Map<String, JsonValue> own)) {
            own.forEach((name, value) -> {
                fields.put(name, value);
                if (name.equals("Cmd")) {
                    JsonValue check = HealthWire.configured(spec.health());
                    if (check != null) {
                        fields.put("Healthcheck", check);
                    }
                }
            });
        }
        for (String name : List.of("NetworkDisabled", "OnBuild", "Shell")) {
            beside.get(name).ifPresent(value -> fields.put(name, value));
        }
        return new JsonValue.Obj(fields);
    }

    private static @Nullable Map<String, JsonValue> declared(ContainerMounts mounts) {
        if (mounts.declared().isEmpty()) {
            return null;
        }
        Map<String, JsonValue> declared = new LinkedHashMap<>();
        mounts.declared().forEach(path -> declared.put(path, JsonValue.object().build()));
        return declared;
    }

    /// One of `GET /containers/json`.
    public static JsonValue listed(ContainerDocument container, Surroundings around, Instant now) {
        ContainerSpec spec = container.spec();
        JsonValue.Builder object =
                JsonValue.object()
                        .put("Id", container.id())
                        .put("Names", List.of("/" + container.name()))
                        .put("Image", around.imageExists ? spec.image() : container.image())
                        .put("ImageID", container.image())
                        .put("Command", command(spec.process().args()))
                        .put("Created", container.created().getEpochSecond())
                        .put("Ports", ports(container));
        if (around.sizes != null) {
            if (around.sizes.changed != 0) {
                object.put("SizeRw", around.sizes.changed);
            }
            object.put("SizeRootFs", around.sizes.whole);
        }
        return object.put("Labels", spec.labels())
                .put("State", container.state().status().word())
                .put("Status", StateWire.words(container, around.health, now))
                .put(
                        "HostConfig",
                        JsonValue.object().put("NetworkMode", spec.network().mode()).build())
                .put(
                        "NetworkSettings",
                        JsonValue.object().put("Networks", EndpointWire.places(container)).build())
                .put("Mounts", MountPoints.listed(spec, around.volumes))
                .build();
    }

    private static List<JsonValue> ports(ContainerDocument container) {
        boolean hasLinks =
                container.places().endpoints().stream().anyMatch(at -> !at.link().isEmpty());
        return container.isAlive() && hasLinks
                ? PortWire.listed(container.spec().network().exposed(), container.places().ports())
                : List.of();
    }

    /// Arguments with spaces in quotes, and never the program.
    static String command(List<String> args) {
        StringBuilder command = new StringBuilder(args.isEmpty() ? "" : args.getFirst());
        for (String arg : args.subList(Math.min(1, args.size()), args.size())) {
            command.append(' ').append(arg.contains(" ") ? "'" + arg + "'" : arg);
        }
        return command.toString();
    }
}
