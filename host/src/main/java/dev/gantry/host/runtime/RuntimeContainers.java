package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.host.runtime.RuntimeLayout.ContainerFiles;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Pidfd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The containers of this machine: create, start, watch, attach, end.
///
/// A container is created, started once, ends, and is deleted; to run again it is created again. It
/// outlives this object and the program: after a restart {@link #all} and {@link #find} tell what
/// is there, and everything else goes on as before. Safe for use by many threads; the caller sees
/// to it that no container is created, started or deleted by two at once.
public final class RuntimeContainers {
    private static final Duration MONITOR_PATIENCE = Duration.ofSeconds(10);
    private static final int KILL_ROUNDS = 20;

    private final RuntimeLayout layout;
    private final Map<String, RuntimeProgram> programs;
    private final RuntimeChoice choice;
    private final Monitor monitor;
    private final Cgroups cgroups;
    private final SeccompPrograms seccomp;

    private RuntimeContainers(
            RuntimeLayout layout,
            Map<String, RuntimeProgram> programs,
            RuntimeChoice choice,
            Monitor monitor,
            Cgroups cgroups) {
        this.layout = layout;
        this.programs = programs;
        this.choice = choice;
        this.monitor = monitor;
        this.cgroups = cgroups;
        this.seccomp = new SeccompPrograms(layout.seccomp());
    }

    /// Finds the runtime that works on this machine.
    ///
    /// @throws IOException naming what is missing and the package that has it
    public static RuntimeContainers open(RuntimeLayout layout, RuntimeOptions options)
            throws IOException, InterruptedException {
        Files.createDirectories(layout.containers());
        Path conmon =
                RuntimeProbe.find("conmon")
                        .orElseThrow(() ->
                                new IOException(
                                        "conmon, which watches containers, is not installed:"
                                                + " install the package conmon"));
        RuntimeProbe probe = new RuntimeProbe(layout, options);
        Map<String, RuntimeProgram> programs = probe.programs();
        return new RuntimeContainers(
                layout, programs, probe.choose(programs), new Monitor(conmon), Cgroups.read());
    }

    /// The runtime for containers that ask for none.
    public RuntimeChoice runtime() {
        return choice;
    }

    /// The runtimes a container may ask for, by name, and where they are.
    public Map<String, Path> runtimes() {
        Map<String, Path> all = new java.util.TreeMap<>();
        programs.forEach((name, program) -> all.put(name, program.program()));
        return all;
    }

    public Cgroups cgroups() {
        return cgroups;
    }

    private RuntimeProgram program(String name) throws IOException {
        RuntimeProgram program = programs.get(name);
        if (program == null) {
            throw new IOException("unknown or invalid runtime name: " + name);
        }
        return program;
    }

    /// Makes a container that waits to be started. Its streams can be attached to from now on.
    ///
    /// @throws RuntimeFailure when the runtime cannot make it; nothing is left behind
    public Created create(RuntimeRequest request) throws IOException, InterruptedException {
        RuntimeProgram runtime =
                program(request.runtime() == null ? choice.name() : request.runtime());
        ContainerFiles files = layout.container(request.id());
        Files.createDirectories(files.directory());
        Files.write(files.config(), Json.bytes(Bundle.config(request, seccomp(request, runtime))));
        Monitor.Watch watch =
                new Monitor.Watch(
                        request.id(),
                        runtime,
                        files.directory(),
                        files,
                        request.process().terminal() != null,
                        request.stdio().stdin(),
                        request.stdio().log());
        try {
            int pid = monitor.create(watch, request.process().args().getFirst());
            record(files, watch, pid);
            return new Created(pid, runtime.name());
        } catch (IOException | InterruptedException | RuntimeException e) {
            abandon(request.id(), runtime, files, e);
            throw e;
        }
    }

    private Bundle.SeccompPart seccomp(RuntimeRequest request, RuntimeProgram runtime)
            throws IOException, InterruptedException {
        return seccomp.part(
                request.isolation().seccomp(),
                request.process().privileges().capabilities(),
                runtime.name().equals("crun"));
    }

    private void abandon(String id, RuntimeProgram runtime, ContainerFiles files, Exception cause) {
        try {
            runtime.run(files.runtimeLog(), List.of("delete", "--force", id));
            deleteTree(files.directory());
        } catch (IOException e) {
            cause.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void record(ContainerFiles files, Monitor.Watch watch, int pid)
            throws IOException, InterruptedException {
        int monitorPid = Integer.parseInt(Files.readString(files.monitorPid()).strip());
        new MonitorRecord(
                        MonitorRecord.CURRENT_BOOT,
                        watch.runtime().name(),
                        pid,
                        Processes.startTicks(pid).orElse(0L),
                        Processes.session(pid).orElse(0),
                        monitorPid,
                        Processes.startTicks(monitorPid).orElse(0L),
                        watch.terminal(),
                        watch.stdin())
                .write(files);
    }

    public void start(String id) throws IOException, InterruptedException {
        ContainerFiles files = layout.container(id);
        MonitorRecord record = require(id, files);
        int code = program(record.runtime()).run(files.runtimeLog(), List.of("start", id));
        if (code != 0) {
            String said = RuntimeProgram.lastError(files.runtimeLog(), "it gave no reason");
            throw RuntimeMessages.failure(RuntimeMessages.During.CREATE, said, command(files));
        }
        Files.createFile(files.started());
    }

    private static String command(ContainerFiles files) throws IOException {
        return Json.parse(Files.readAllBytes(files.config()))
                                instanceof dev.gantry.base.JsonValue.Obj config
                        && config.object("process").list("args").getFirst()
                                instanceof dev.gantry.base.JsonValue.Str(String command)
                ? command
                : "";
    }

    /// Sends a signal to the container's first process.
    ///
    /// @throws RuntimeFailure.NotRunning when it has ended
    public void kill(String id, int signal) throws IOException {
        MonitorRecord record = require(id, layout.container(id));
        Optional<Pidfd> init = Processes.open(record.pid(), record.pidStart());
        if (init.isEmpty()) {
            throw new RuntimeFailure.NotRunning("container is not running");
        }
        try (Pidfd process = init.get()) {
            process.signal(signal);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) {
                throw new RuntimeFailure.NotRunning("container is not running");
            }
            throw e;
        }
    }

    /// Stops all its processes where they are.
    public void pause(String id) throws IOException, InterruptedException {
        operation(id, "pause");
    }

    public void resume(String id) throws IOException, InterruptedException {
        operation(id, "resume");
    }

    private void operation(String id, String name) throws IOException, InterruptedException {
        ContainerFiles files = layout.container(id);
        MonitorRecord record = require(id, files);
        int code = program(record.runtime()).run(files.runtimeLog(), List.of(name, id));
        if (code != 0) {
            if (!Processes.isAlive(record.pid(), record.pidStart())) {
                throw new RuntimeFailure.NotRunning("container " + id + " is not running");
            }
            throw new IOException(
                    "cannot %s container %s: %s"
                            .formatted(
                                    name,
                                    id,
                                    RuntimeProgram.lastError(
                                            files.runtimeLog(), "it gave no reason")));
        }
    }

    /// Changes its limits while it lives. All of them are set: what is not asked for is left as it
    /// is.
    ///
    /// @throws RuntimeFailure.Refused with the runtime's words
    public void update(String id, Resources resources) throws IOException, InterruptedException {
        ContainerFiles files = layout.container(id);
        RuntimeProgram runtime = program(require(id, files).runtime());
        Path wanted = files.directory().resolve("update.json");
        Files.write(wanted, Json.bytes(ResourcesJson.limits(resources.onlyLimits())));
        int code =
                runtime.run(
                        files.runtimeLog(),
                        List.of("update", "--resources", wanted.toString(), id));
        Files.delete(wanted);
        if (code != 0) {
            throw new RuntimeFailure.Refused(
                    RuntimeProgram.lastError(files.runtimeLog(), "the runtime gave no reason"));
        }
        Long pids = resources.pids();
        if (pids != null && pids < 0) {
            cgroups.unlimitProcesses(cgroup(files));
        }
        Long quota = resources.cpu().quota();
        if (quota != null && quota < 0) {
            cgroups.unlimitCpu(cgroup(files));
        }
    }

    /// The processes in it, by their ids on the host.
    public List<Integer> processes(String id) throws IOException {
        return cgroups.processes(cgroup(layout.container(id)));
    }

    private static String cgroup(ContainerFiles files) throws IOException {
        return Json.parse(Files.readAllBytes(files.config()))
                        instanceof dev.gantry.base.JsonValue.Obj config
                ? config.object("linux").text("cgroupsPath", "/")
                : "/";
    }

    /// What it uses of the machine by now; empty when it does not run.
    public Optional<Usage> usage(String id) throws IOException {
        ContainerFiles files = layout.container(id);
        Optional<MonitorRecord> record = MonitorRecord.read(files);
        return record.isEmpty()
                ? Optional.empty()
                : new UsageReader(cgroups).read(cgroup(files), record.get().pid());
    }

    /// The same of its processors alone, which costs less.
    public Optional<Usage.Cpu> cpuUsage(String id) throws IOException {
        ContainerFiles files = layout.container(id);
        return Files.exists(files.config())
                ? new UsageReader(cgroups).cpu(cgroup(files))
                : Optional.empty();
    }

    /// Removes all that is left of a container: processes, cgroups, sockets, files. Its log stays.
    /// One that is not there is no error.
    public void delete(String id) throws IOException, InterruptedException {
        ContainerFiles files = layout.container(id);
        Optional<MonitorRecord> found = MonitorRecord.read(files);
        if (found.isPresent()) {
            MonitorRecord record = found.get();
            int code =
                    program(record.runtime())
                            .run(files.runtimeLog(), List.of("delete", "--force", id));
            if (code != 0 && Processes.isAlive(record.pid(), record.pidStart())) {
                throw new IOException(
                        "cannot delete container %s: %s"
                                .formatted(
                                        id,
                                        RuntimeProgram.lastError(
                                                files.runtimeLog(), "it gave no reason")));
            }
            endMonitor(record);
        } else if (Files.exists(files.directory())) {
            for (RuntimeProgram program : programs.values()) {
                if (Files.exists(program.root().resolve(id))) {
                    program.run(files.runtimeLog(), List.of("delete", "--force", id));
                }
            }
        }
        deleteTree(files.directory());
    }

    /// conmon ends by itself once the container has; one that does not is of no more use.
    private static void endMonitor(MonitorRecord record) throws IOException, InterruptedException {
        Optional<Pidfd> open = Processes.open(record.monitorPid(), record.monitorStart());
        if (open.isPresent()) {
            try (Pidfd process = open.get()) {
                if (!process.awaitEnd(MONITOR_PATIENCE)) {
                    process.signal(9);
                    process.awaitEnd();
                }
            }
        }
    }

    /// Waits for its end; answers at once when that was before, even before a restart.
    public Exit awaitExit(String id) throws IOException, InterruptedException {
        return awaitExit(layout.container(id));
    }

    Exit awaitExit(ContainerFiles files) throws IOException, InterruptedException {
        MonitorRecord record = require(files.directory().getFileName().toString(), files);
        awaitEnd(record.monitorPid(), record.monitorStart());
        Optional<Exit> exit = exit(files);
        if (exit.isPresent()) {
            return exit.get();
        }
        awaitEnd(record.pid(), record.pidStart());
        return exit(files)
                .orElseGet(() ->
                        new Exit(
                                255,
                                Instant.now(),
                                false,
                                "its monitor was killed, so its exit code is not known"));
    }

    private static void awaitEnd(int pid, long startTicks)
            throws IOException, InterruptedException {
        Optional<Pidfd> open = Processes.open(pid, startTicks);
        if (open.isPresent()) {
            try (Pidfd process = open.get()) {
                process.awaitEnd();
            }
        }
    }

    private Optional<Exit> exit(ContainerFiles files) throws IOException {
        try {
            String code = Files.readString(files.exit()).strip();
            Instant at = Files.getLastModifiedTime(files.exit()).toInstant();
            return Optional.of(new Exit(Integer.parseInt(code), at, isOomKilled(files), null));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private boolean isOomKilled(ContainerFiles files) throws IOException {
        return Files.exists(files.oom())
                || (Files.exists(files.config()) && cgroups.oomKills(cgroup(files)) > 0);
    }

    /// Joins its streams: all output from now on.
    public AttachSession attach(String id) throws IOException {
        ContainerFiles files = layout.container(id);
        return AttachSession.connect(files.directory(), require(id, files).stdin());
    }

    public void resize(String id, ProcessSpec.Terminal size) throws IOException {
        resize(layout.container(id), size);
    }

    /// conmon reads one line a change: `1`, rows, columns.
    static void resize(ContainerFiles files, ProcessSpec.Terminal size) throws IOException {
        byte[] line =
                "1 %d %d\n".formatted(size.rows(), size.columns()).getBytes(StandardCharsets.UTF_8);
        try (Fd control = At.open(files.control(), OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK)) {
            control.write(line, 0, line.length);
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENXIO || e.errno() == Errno.ENOENT) {
                throw new RuntimeFailure.NotRunning("container is not running");
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Prepares a command; {@link ExecHandle#start} runs it.
    ///
    /// Without a terminal its input is always a pipe. conmon would give it the host's `/dev/null`,
    /// and crun would make the container's user the owner of that.
    public ExecHandle exec(String id, ExecRequest request)
            throws IOException, InterruptedException {
        ContainerFiles files = layout.container(id);
        MonitorRecord record = require(id, files);
        ContainerFiles own = files.exec(request.id());
        Files.createDirectories(own.directory());
        Files.write(own.process(), Json.bytes(Bundle.process(request.process())));
        boolean terminal = request.process().terminal() != null;
        Monitor.Watch watch =
                new Monitor.Watch(
                        id,
                        program(record.runtime()),
                        own.directory(),
                        own,
                        terminal,
                        request.stdin() || !terminal
                                ? RuntimeRequest.Stdin.ONCE
                                : RuntimeRequest.Stdin.NONE,
                        null);
        Monitor.Prepared prepared = monitor.exec(watch, request.process().args().getFirst());
        try {
            AttachSession session = AttachSession.connect(own.directory(), watch.stdin());
            if (!request.stdin() && !terminal) {
                session.closeInput();
            }
            return new ExecHandle(prepared, session, own, this);
        } catch (IOException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    /// Ends commands that nobody watches any more, such as those an engine left behind when it was
    /// killed.
    ///
    /// @param prefix of their ids
    public void endExecs(String id, String prefix) throws IOException, InterruptedException {
        Path all = layout.container(id).directory().resolve("exec");
        if (!Files.isDirectory(all)) {
            return;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(all, prefix + "*")) {
            for (Path directory : directories) {
                ContainerFiles files =
                        layout.container(id).exec(directory.getFileName().toString());
                killSession(files);
                Optional<MonitorRecord> record = MonitorRecord.read(files);
                if (record.isPresent()) {
                    kill(record.get().monitorPid(), record.get().monitorStart());
                }
                deleteTree(directory);
            }
        }
    }

    /// Kills a command and what it has started: the runtime gives each command a session of its
    /// own. Whoever forks meanwhile is met in the next round.
    void killSession(ContainerFiles files) throws IOException {
        Optional<MonitorRecord> found = MonitorRecord.read(files);
        if (found.isEmpty()) {
            return;
        }
        String group = cgroup(new ContainerFiles(files.container()));
        int session = found.get().session();
        for (int round = 0; round < KILL_ROUNDS; round++) {
            boolean isAny = false;
            for (int pid : cgroups.processes(group)) {
                isAny |= isOf(session, pid) && kill(pid);
            }
            if (!isAny) {
                return;
            }
        }
    }

    private static boolean isOf(int session, int pid) throws IOException {
        return Processes.session(pid).filter(own -> own == session).isPresent();
    }

    /// @return whether there was something to kill
    private static boolean kill(int pid) throws IOException {
        Optional<Long> start = Processes.startTicks(pid);
        return start.isPresent() && kill(pid, start.get());
    }

    private static boolean kill(int pid, long startTicks) throws IOException {
        Optional<Pidfd> open = Processes.open(pid, startTicks);
        if (open.isEmpty()) {
            return false;
        }
        try (Pidfd process = open.get()) {
            process.signal(9);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) {
                return false;
            }
            throw e;
        }
    }

    /// Reads a container's log, alive or long gone. Follows only one that is alive.
    public LogReader logs(String id, Path log, LogQuery query) throws IOException {
        ContainerFiles files = layout.container(id);
        Optional<MonitorRecord> record = MonitorRecord.read(files);
        if (!query.follow() || record.isEmpty()) {
            return LogReader.open(log, query);
        }
        return LogReader.open(log, query, new LogGrowth(log, record.get()));
    }

    /// Follows a log from the place an earlier reader had come to; 0 for its beginning.
    public LogReader followLog(String id, Path log, long place, LogQuery query) throws IOException {
        Optional<MonitorRecord> record = MonitorRecord.read(layout.container(id));
        return LogReader.resume(
                log,
                place,
                query,
                record.isEmpty() ? LogReader.Growth.NONE : new LogGrowth(log, record.get()));
    }

    /// Looks after a living container's log: rotates it when it has become too long. One thread at
    /// a time for a log.
    ///
    /// @return bytes in the live file
    public long tendLog(String id, Path log, LogRotation rotation)
            throws IOException, InterruptedException {
        return new LogRotator(layout.container(id), log, rotation).tend();
    }

    /// What has become of a container; empty when there is none of that id.
    public Optional<RuntimeState> find(String id) throws IOException {
        ContainerFiles files = layout.container(id);
        Optional<MonitorRecord> found = MonitorRecord.read(files);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        MonitorRecord record = found.get();
        if (!Processes.isAlive(record.pid(), record.pidStart())) {
            return Optional.of(
                    new RuntimeState.Exited(
                            exit(files)
                                    .orElseGet(() ->
                                            new Exit(255, Instant.now(), false, "not known yet"))));
        }
        if (!Files.exists(files.started())) {
            return Optional.of(new RuntimeState.Created(record.pid()));
        }
        return Optional.of(
                cgroups.isFrozen(cgroup(files))
                        ? new RuntimeState.Paused(record.pid())
                        : new RuntimeState.Running(record.pid()));
    }

    /// The ids of all containers created here and not deleted, in this boot of the machine.
    public List<String> all() throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(layout.containers())) {
            directories.forEach(directory -> ids.add(directory.getFileName().toString()));
        }
        return ids;
    }

    private static MonitorRecord require(String id, ContainerFiles files) throws IOException {
        return MonitorRecord.read(files)
                .orElseThrow(
                        () -> new RuntimeFailure.NotRunning("container " + id + " is not running"));
    }

    /// Removes a directory of ours, whose names no container chooses.
    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
