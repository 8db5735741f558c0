package dev.gantry.engine.container;

import dev.gantry.base.RandomId;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.host.runtime.ExecHandle;
import dev.gantry.host.runtime.ExecRequest;
import dev.gantry.host.runtime.Exit;
import dev.gantry.host.runtime.Output;
import dev.gantry.host.runtime.ProcessSpec;
import dev.gantry.host.runtime.RuntimeFailure;
import dev.gantry.host.storage.ContainerTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commands in running containers.
final class Execs {
    private static final Logger LOG = LoggerFactory.getLogger(Execs.class);

    /// How long one that has ended can be inspected, as with Docker.
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Registry registry;
    private final Launcher launcher;
    private final Lifecycle lifecycle;

    Execs(Registry registry, Launcher launcher, Lifecycle lifecycle) {
        this.registry = registry;
        this.launcher = launcher;
        this.lifecycle = lifecycle;
    }

    /// A user who is not there is refused now and not when it starts.
    String create(String reference, ExecSpec spec) throws IOException {
        Container container = registry.require(reference);
        requireRunning(container.document(), reference);
        if (spec.cmd().isEmpty()) {
            throw EngineException.invalid("no exec command specified");
        }
        if (!spec.user().isEmpty()) {
            user(container.document(), spec);
        }
        Instant longAgo = Instant.now().minus(REMEMBERED);
        container.execs.values().removeIf(old -> old.endedBefore(longAgo));
        return add(container, new Exec(RandomId.hex(32), container.id(), spec, false)).id();
    }

    /// A command of the engine's own, forgotten by {@link #forget}.
    Exec createProbe(Container container, ExecSpec spec) {
        requireRunning(container.document(), container.id());
        return add(container, new Exec(RandomId.hex(32), container.id(), spec, true));
    }

    void forget(Exec exec) {
        registry.all().forEach(container -> container.execs.remove(exec.id(), exec));
    }

    private Exec add(Container container, Exec exec) {
        container.execs.put(exec.id(), exec);
        lifecycle.publish(
                "exec_create: " + words(exec), container.document(), Map.of("execID", exec.id()));
        return exec;
    }

    /// The program, a space, and its arguments, as Docker writes it also without any.
    private static String words(Exec exec) {
        List<String> cmd = exec.spec().cmd();
        return cmd.getFirst() + " " + String.join(" ", cmd.subList(1, cmd.size()));
    }

    private static void requireRunning(ContainerDocument document, String reference) {
        if (document.state().status() == Status.PAUSED) {
            throw EngineException.conflict(
                    "Container %s is paused, unpause the container before exec"
                            .formatted(reference));
        }
        if (!document.isAlive()) {
            throw EngineException.notRunning(document.id());
        }
    }

    Exec require(String id) {
        return registry.all().stream()
                .map(container -> container.execs.get(id))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("No such exec instance: " + id));
    }

    /// Runs it.
    ///
    /// @return its streams, open since before it began
    Streams start(String id, ProcessSpec.@Nullable Terminal size)
            throws IOException, InterruptedException {
        Exec exec = require(id);
        Container container = registry.require(exec.containerId());
        requireRunning(container.document(), container.id());
        if (!exec.begin()) {
            throw EngineException.conflict("exec command %s has already run".formatted(id));
        }
        ExecHandle handle = prepare(container, exec, size);
        try {
            exec.running(handle, handle.start());
            if (size != null && size.rows() > 0) {
                handle.resize(
                        size); // crun does not heed the size in the description of the process
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            exec.ended(code(e));
            handle.close();
            throw e;
        }
        lifecycle.publish("exec_start: " + words(exec), container.document(), Map.of("execID", id));
        Thread.ofVirtual().name("exec-" + id.substring(0, 12)).start(() -> watch(container, exec));
        return new SessionStreams(handle);
    }

    private static int code(Exception cause) {
        return switch (cause) {
            case RuntimeFailure.CommandNotFound _ -> 127;
            case RuntimeFailure.CommandNotExecutable _ -> 126;
            default -> 126;
        };
    }

    private ExecHandle prepare(Container container, Exec exec, ProcessSpec.@Nullable Terminal size)
            throws IOException, InterruptedException {
        ContainerDocument document = container.document();
        ExecSpec spec = exec.spec();
        UserLookup.Found user = user(document, spec);
        ContainerSpec.Process own = document.spec().process();
        String cwd = spec.workingDir().isEmpty() ? own.workingDir() : spec.workingDir();
        ProcessSpec process =
                new ProcessSpec(
                        spec.cmd(),
                        environment(document, spec, user.home()),
                        cwd.isEmpty() ? "/" : cwd,
                        user.user(),
                        privileges(document, spec),
                        spec.tty() ? (size == null ? new ProcessSpec.Terminal(0, 0) : size) : null,
                        List.of(),
                        null);
        return launcher.runtime()
                .exec(
                        document.id(),
                        new ExecRequest(exec.runtimeId(), process, spec.attachStdin()));
    }

    private UserLookup.Found user(ContainerDocument document, ExecSpec spec) throws IOException {
        ContainerSpec.Process own = document.spec().process();
        try (ContainerTree tree =
                ContainerTree.open(launcher.rootfs(document, lifecycle.chain(document)))) {
            String name = spec.user().isEmpty() ? own.user() : spec.user();
            return UserLookup.in(tree).find(name, own.groupAdd());
        }
    }

    private static List<String> environment(
            ContainerDocument document, ExecSpec spec, String home) {
        List<String> given = new ArrayList<>(document.spec().process().env());
        given.addAll(spec.env());
        return RuntimePlan.environment(document, spec.tty(), given, home);
    }

    private static ProcessSpec.Privileges privileges(ContainerDocument document, ExecSpec spec) {
        ProcessSpec.Privileges own = RuntimePlan.privileges(document.spec().security());
        return spec.privileged()
                ? new ProcessSpec.Privileges(
                        Capabilities.ALL, false, own.apparmorProfile(), own.selinuxLabel())
                : own;
    }

    private void watch(Container container, Exec exec) {
        ExecHandle handle = exec.handle();
        if (handle == null) {
            return;
        }
        try {
            Exit exit = handle.awaitExit();
            exec.ended(exit.code());
            handle.forget();
            lifecycle.publish(
                    "exec_die",
                    container.document(),
                    Map.of("execID", exec.id(), "exitCode", Integer.toString(exit.code())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            exec.ended(255);
            LOG.warn("exec {} is not watched any more: {}", exec.id(), e.getMessage());
        }
    }

    void resize(String id, ProcessSpec.Terminal size) throws IOException {
        Exec exec = require(id);
        ExecHandle handle = exec.handle();
        if (handle == null || !exec.isRunning()) {
            throw EngineException.conflict("exec " + id + " is not running");
        }
        handle.resize(size);
    }

    private record SessionStreams(ExecHandle handle) implements Streams {
        @Override
        public @Nullable Output next() throws IOException, InterruptedException {
            return handle.session().next();
        }

        @Override
        public void write(byte[] bytes, int offset, int length)
                throws IOException, InterruptedException {
            handle.session().write(bytes, offset, length);
        }

        @Override
        public void closeInput() throws IOException {
            handle.session().closeInput();
        }

        @Override
        public void close() {
            handle.session().close();
        }
    }
}
