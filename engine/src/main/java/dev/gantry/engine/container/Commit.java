package dev.gantry.engine.container;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.image.ConfigChanges;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.NewImage;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes an image of a container: its image, and what it wrote as one more layer.
final class Commit {
    private final Registry registry;
    private final Launcher launcher;
    private final Lifecycle lifecycle;
    private final Images images;

    Commit(Registry registry, Launcher launcher, Lifecycle lifecycle, Images images) {
        this.registry = registry;
        this.launcher = launcher;
        this.lifecycle = lifecycle;
        this.images = images;
    }

    Digest commit(String reference, Containers.Committing wanted)
            throws IOException, InterruptedException {
        Container container = registry.require(reference);
        ImageConfig.Run own = run(container.document());
        ImageConfig.Run asked = wanted.config();
        ImageConfig.Run changed =
                merged(ConfigChanges.apply(asked == null ? own : asked, wanted.changes()), own);
        container.lock();
        try {
            ContainerDocument document = container.document();
            if (document.state().status() == Status.DEAD) {
                throw EngineException.conflict(
                        "You cannot commit container %s which is Dead".formatted(document.id()));
            }
            boolean pauses = wanted.pause() && document.state().status() == Status.RUNNING;
            return pauses
                    ? pausedMeanwhile(document, () -> make(document, changed, wanted))
                    : make(document, changed, wanted);
        } finally {
            container.life.unlock();
        }
    }

    private interface Work {
        Digest run() throws IOException, InterruptedException;
    }

    private Digest pausedMeanwhile(ContainerDocument document, Work work)
            throws IOException, InterruptedException {
        launcher.runtime().pause(document.id());
        lifecycle.publish("pause", document, Map.of());
        try {
            return work.run();
        } finally {
            launcher.runtime().resume(document.id());
            lifecycle.publish("unpause", document, Map.of());
        }
    }

    private Digest make(
            ContainerDocument document, ImageConfig.Run run, Containers.Committing wanted)
            throws IOException, InterruptedException {
        Image base = images.require(document.image());
        List<String> args = document.spec().process().cmd();
        NewImage made =
                new NewImage(
                        base,
                        base.config().platform(),
                        run,
                        wanted.author(),
                        args == null ? "" : String.join(" ", args),
                        wanted.comment(),
                        wanted.name());
        Image image =
                images.make(
                        made,
                        out ->
                                launcher.snapshots()
                                        .writeLayer(
                                                launcher.files(document.id()).directory(), out));
        ImageReference name = wanted.name();
        lifecycle.publish(
                "commit",
                document,
                Map.of(
                        "comment", wanted.comment(),
                        "imageID", image.id().toString(),
                        "imageRef", name == null ? "" : name.familiar()));
        return image.id();
    }

    /// What the container runs, as an image says it.
    private ImageConfig.Run run(ContainerDocument document) {
        ContainerSpec spec = document.spec();
        ContainerSpec.Process process = spec.process();
        ImageConfig.Run base =
                images.find(document.image())
                        .map(found -> found.config().run())
                        .orElse(ImageConfig.Run.NOTHING);
        Map<String, JsonValue> ports = new TreeMap<>();
        spec.network().exposed().forEach(port -> ports.put(port, JsonValue.object().build()));
        return new ImageConfig.Run(
                process.user(),
                ports.isEmpty() ? null : ports,
                process.env().isEmpty() ? null : process.env(),
                process.entrypoint(),
                process.cmd(),
                base.volumes(),
                process.workingDir(),
                spec.labels().isEmpty() ? null : new TreeMap<>(spec.labels()),
                process.stopSignal().isEmpty() ? null : process.stopSignal(),
                base.shell(),
                base.onBuild(),
                base.argsEscaped(),
                base.healthcheck());
    }

    /// What was asked for, with the container's where nothing was, by Docker's rules.
    private static ImageConfig.Run merged(ImageConfig.Run asked, ImageConfig.Run own) {
        List<String> entrypoint = asked.entrypoint();
        List<String> cmd = asked.cmd();
        if (isEmpty(entrypoint)) {
            cmd = isEmpty(cmd) ? own.cmd() : cmd;
            entrypoint = entrypoint == null ? own.entrypoint() : entrypoint;
        }
        return new ImageConfig.Run(
                or(asked.user(), own.user()),
                union(asked.exposedPorts(), own.exposedPorts()),
                environment(asked.env(), own.env()),
                entrypoint,
                cmd,
                union(asked.volumes(), own.volumes()),
                or(asked.workingDir(), own.workingDir()),
                union(asked.labels(), own.labels()),
                or(asked.stopSignal(), own.stopSignal()),
                asked.shell() == null ? own.shell() : asked.shell(),
                asked.onBuild(),
                asked.argsEscaped(),
                asked.healthcheck() == null ? own.healthcheck() : asked.healthcheck());
    }

    private static boolean isEmpty(@Nullable List<String> list) {
        return list == null || list.isEmpty();
    }

    private static @Nullable String or(@Nullable String asked, @Nullable String own) {
        return asked == null || asked.isEmpty() ? own : asked;
    }

    private static <T> @Nullable Map<String, T> union(
            @Nullable Map<String, T> asked, @Nullable Map<String, T> own) {
        if (own == null || asked == null) {
            return asked == null ? own : asked;
        }
        Map<String, T> all = new TreeMap<>(own);
        all.putAll(asked);
        return all;
    }

    private static @Nullable List<String> environment(
            @Nullable List<String> asked, @Nullable List<String> own) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String entry : asked == null ? List.<String>of() : asked) {
            all.put(name(entry), entry);
        }
        for (String entry : own == null ? List.<String>of() : own) {
            all.putIfAbsent(name(entry), entry);
        }
        return all.isEmpty() ? null : new ArrayList<>(all.values());
    }

    private static String name(String entry) {
        int equals = entry.indexOf('=');
        return equals < 0 ? entry : entry.substring(0, equals);
    }
}
