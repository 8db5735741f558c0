package dev.gantry.daemon;

import dev.gantry.engine.Engine;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.RegistrySettings;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.oci.registry.InsecureRegistries;
import dev.gantry.oci.registry.Mirror;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the daemon is to run.
///
/// @param hosts where to listen; empty for the usual places
/// @param tls `null` for TCP without TLS
/// @param group that may use the sockets
record Options(
        List<ListenAddress> hosts,
        Path pidFile,
        String logLevel,
        String group,
        @Nullable Tls tls,
        Engine.Settings engine) {
    /// May use the sockets, if there is such a group.
    static final String USUAL_GROUP = "docker";

    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error", "fatal");

    /// @param authority that must have signed clients' certificates, or `null` to let anybody in
    record Tls(Path certificate, Path key, @Nullable Path authority) {}

    Options {
        hosts = List.copyOf(hosts);
    }

    static Options of(Flags flags, String version) {
        requireOurs(flags, "storage-driver", "overlay2", "the storage driver");
        if (flags.has("live-restore") && !flags.isOn("live-restore")) {
            throw new UsageException(
                    "--live-restore=false: containers always go on when this daemon ends");
        }
        flags.all("exec-opt").forEach(Options::requireExecOption);
        Path execRoot = Path.of(flags.text("exec-root", "/run/gantry"));
        Tls tls = tls(flags);
        return new Options(
                flags.all("host").stream().map(host -> ListenAddress.parse(host, tls)).toList(),
                Path.of(flags.text("pidfile", execRoot.resolve("gantryd.pid").toString())),
                level(flags),
                flags.text("group", USUAL_GROUP),
                tls,
                new Engine.Settings(
                        Path.of(flags.text("data-root", "/var/lib/gantry")),
                        execRoot,
                        version,
                        NetworkOptions.of(flags),
                        registries(flags),
                        runtimes(flags),
                        flags.has("default-runtime") ? flags.text("default-runtime", "") : null,
                        containerDefaults(flags),
                        log(flags)));
    }

    private static Engine.ContainerDefaults containerDefaults(Flags flags) {
        Engine.ContainerDefaults standard = Engine.ContainerDefaults.STANDARD;
        String ipcMode = flags.text("default-ipc-mode", standard.ipcMode());
        if (!Set.of("private", "shareable").contains(ipcMode)) {
            throw new UsageException(
                    "--default-ipc-mode=%s: it is private or shareable".formatted(ipcMode));
        }
        return new Engine.ContainerDefaults(
                flags.has("cdi-spec-dir")
                        ? flags.all("cdi-spec-dir").stream().map(Path::of).toList()
                        : standard.cdiDirectories(),
                flags.text("init-path", standard.initPath()),
                flags.isOn("init"),
                ipcMode,
                flags.text("cgroup-parent", standard.cgroupParent()),
                standard.shmSize());
    }

    private static LogSpec log(Flags flags) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String text : flags.all("log-opt")) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new UsageException(
                        "--log-opt=%s: it is written as name=value".formatted(text));
            }
            options.put(text.substring(0, equals), text.substring(equals + 1));
        }
        try {
            return LogSpec.of(flags.text("log-driver", LogSpec.STANDARD.driver()), options);
        } catch (EngineException e) {
            throw new UsageException("failed to set log opts: " + e.getMessage(), e);
        }
    }

    private static void requireOurs(Flags flags, String name, String ours, String what) {
        String given = flags.text(name, ours);
        if (!given.equals(ours)) {
            throw new UsageException(
                    "--%s=%s: %s of this version of Gantry is %s"
                            .formatted(name, given, what, ours));
        }
    }

    private static void requireExecOption(String option) {
        if (!option.equals("native.cgroupdriver=cgroupfs")) {
            throw new UsageException(
                    "--exec-opt %s: the one option of this version of Gantry is native.cgroupdriver=cgroupfs"
                            .formatted(option));
        }
    }

    private static String level(Flags flags) {
        String level = flags.isOn("debug") ? "debug" : flags.text("log-level", "info");
        if (!LEVELS.contains(level)) {
            throw new UsageException("invalid logging level: " + level);
        }
        return level;
    }

    private static RegistrySettings registries(Flags flags) {
        Set<String> insecure = Set.copyOf(flags.all("insecure-registry"));
        try {
            InsecureRegistries.of(insecure);
            return new RegistrySettings(
                    insecure,
                    flags.all("registry-mirror").stream().map(Mirror::parse).toList(),
                    Set.copyOf(flags.all("token-server")),
                    count(flags, "max-concurrent-downloads", 3),
                    count(flags, "max-concurrent-uploads", 5),
                    count(flags, "max-download-attempts", 5));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static int count(Flags flags, String name, int standard) {
        String text = flags.text(name, Integer.toString(standard));
        if (!text.matches("[0-9]{1,6}")) {
            throw new UsageException(
                    "invalid argument \"%s\" for \"--%s\" flag: it is a number"
                            .formatted(text, name));
        }
        int given = Integer.parseInt(text);
        return given == 0 ? standard : given;
    }

    private static Map<String, Path> runtimes(Flags flags) {
        Map<String, Path> runtimes = new LinkedHashMap<>();
        for (String text : flags.all("add-runtime")) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new UsageException(
                        "--add-runtime=%s: it is written as name=path".formatted(text));
            }
            runtimes.put(text.substring(0, equals), Path.of(text.substring(equals + 1)));
        }
        return runtimes;
    }

    private static @Nullable Tls tls(Flags flags) {
        boolean verifies = flags.isOn("tlsverify");
        if (!verifies && !flags.isOn("tls")) {
            return null;
        }
        for (String name : List.of("tlscert", "tlskey", verifies ? "tlscacert" : "tlskey")) {
            if (!flags.has(name)) {
                throw new UsageException("TLS needs --" + name);
            }
        }
        return new Tls(
                Path.of(flags.text("tlscert", "")),
                Path.of(flags.text("tlskey", "")),
                verifies ? Path.of(flags.text("tlscacert", "")) : null);
    }
}
