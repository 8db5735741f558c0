package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.ImageUse;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.network.Places;
import dev.gantry.host.runtime.Cgroups;
import dev.gantry.host.runtime.SeccompChoice;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes containers: checks what can be checked before anything exists, then directory, then
/// database, then the answer.
final class Creation {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private final Registry registry;
    private final Launcher launcher;
    private final Lifecycle lifecycle;
    private final Images images;
    private final MountResolution mounts;

    Creation(
            Registry registry,
            Launcher launcher,
            Lifecycle lifecycle,
            Images images,
            MountResolution mounts) {
        this.registry = registry;
        this.launcher = launcher;
        this.lifecycle = lifecycle;
        this.images = images;
        this.mounts = mounts;
    }

    Containers.Created create(Containers.Create request) throws IOException, InterruptedException {
        try (ImageUse use = images.use(request.spec().image(), request.platform())) {
            return create(request, use.image());
        }
    }

    private Containers.Created create(Containers.Create request, Image image)
            throws IOException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        warnOfPlatform(image, request.platform(), warnings);
        ContainerSpec spec = ImageDefaults.apply(request.spec(), image.config().run());
        check(spec, warnings);
        launcher.wiring().networks().check(spec.network().wishes());
        ContainerId id = ContainerId.random();
        String name = reserve(request.name(), id);
        long size = spec.limits().storageSize();
        ContainerMounts held = ContainerMounts.NONE;
        try {
            launcher.prepare(id.hex(), image.config().chain(), size);
            held = mounts.resolve(spec.mounts(), image.config().run(), id.hex());
            fill(held, image);
            ContainerDocument document =
                    new ContainerDocument(
                            id.hex(),
                            name,
                            Instant.now(),
                            image.id().toString(),
                            resolved(spec.with(held)),
                            ContainerDocument.State.NEW,
                            0,
                            false,
                            Places.wanted(spec.network().wishes()));
            Container container = new Container(document);
            lifecycle.save(container, document);
            registry.add(container);
            lifecycle.publish("create", document, Map.of());
            return new Containers.Created(id, warnings);
        } catch (IOException | RuntimeException e) {
            registry.release(name);
            undo(held, id, size, e);
            throw e;
        }
    }

    private void fill(ContainerMounts held, Image image) throws IOException {
        if (!held.volumes().isEmpty()) {
            try (ContainerTree tree = launcher.imageTree(image.config().chain())) {
                mounts.fill(held, tree);
            }
        }
    }

    private void undo(ContainerMounts held, ContainerId id, long size, Exception cause) {
        try {
            launcher.discard(id.hex(), size);
            mounts.release(held, id.hex(), true);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void warnOfPlatform(
            Image image, @Nullable Platform wanted, List<String> warnings) {
        Platform own = image.config().platform();
        if (wanted == null && !own.serves(Platform.current())) {
            warnings.add(
                    "The requested image's platform (%s) does not match the detected host platform (%s) and no specific platform was requested"
                            .formatted(own, Platform.current()));
        }
    }

    private void check(ContainerSpec spec, List<String> warnings) {
        Capabilities.of(spec.security());
        requireSeccomp(spec.security().seccomp());
        if (!spec.process().stopSignal().isEmpty()) {
            Signals.parse(spec.process().stopSignal());
        }
        for (ContainerMounts.Bind bind : spec.mounts().binds()) {
            if (!bind.createSource() && Files.notExists(Path.of(bind.source()))) {
                throw EngineException.invalid(MountSources.missingSource(bind.source()));
            }
        }
        requireText(spec.process().env(), "environment variable value");
        requireText(spec.process().args(), "argument");
        String workingDir = spec.process().workingDir();
        if (!workingDir.isEmpty() && !workingDir.startsWith("/")) {
            throw EngineException.invalid(
                    "the working directory '%s' is invalid, it needs to be an absolute path"
                            .formatted(workingDir));
        }
        String runtime = spec.limits().runtime();
        if (!runtime.isEmpty() && !launcher.runtime().runtimes().containsKey(runtime)) {
            throw EngineException.invalid("unknown or invalid runtime name: " + runtime);
        }
        Cgroups cgroups = launcher.runtime().cgroups();
        if (spec.limits().memory() > 0 && !cgroups.has("memory")) {
            warnings.add(
                    "Your kernel does not support memory limit capabilities or the cgroup is not"
                            + " mounted. Limitation discarded.");
        }
    }

    /// The kernel ends a text at the first NUL.
    private static void requireText(List<String> texts, String what) {
        for (String text : texts) {
            if (text.indexOf('\0') >= 0) {
                throw EngineException.invalid(
                        "%s can't contain null(\\x00): \"%s\""
                                .formatted(what, text.replace("\0", "\\x00")));
            }
        }
    }

    private static void requireSeccomp(@Nullable String seccomp) {
        if (seccomp != null && !seccomp.equals("unconfined")) {
            SeccompChoice _ = RuntimePlan.seccompProfile(seccomp);
        }
    }

    /// `container:<name>` becomes `container:<id>`, so that a later rename changes nothing.
    private ContainerSpec resolved(ContainerSpec spec) throws IOException {
        String mode = spec.network().mode();
        if (mode.equals("host") && spec.identity().hostname().isEmpty()) {
            String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return spec.with(new ContainerSpec.Identity(host, spec.identity().domainname()));
        }
        if (!mode.startsWith("container:")) {
            return spec;
        }
        String id = registry.require(mode.substring("container:".length())).id();
        ContainerSpec.Network own = spec.network();
        return spec.with(own.withMode("container:" + id));
    }

    private String reserve(@Nullable String asked, ContainerId id) {
        if (asked != null && !asked.isEmpty()) {
            String name = requireName(asked);
            registry.reserve(name, id.hex());
            return name;
        }
        for (int attempt = 0; ; attempt++) {
            String name = ContainerNames.random(attempt);
            if (!registry.isTaken(name)) {
                registry.reserve(name, id.hex());
                return name;
            }
        }
    }

    static String requireName(String asked) {
        String name = asked.startsWith("/") ? asked.substring(1) : asked;
        if (!NAME.matcher(name).matches()) {
            throw EngineException.invalid(
                    "Invalid container name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
                            .formatted(asked));
        }
        return name;
    }
}
