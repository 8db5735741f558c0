package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The control groups of this machine: which hierarchies are mounted where (cgroups(7)).
public final class Cgroups {
    /// How the machine is set up.
    public enum Mode {
        V1,
        /// Version 1 with an empty tree of version 2 beside it.
        HYBRID,
        V2
    }

    private final Mode mode;

    /// Mount points by controller, and by `""` the tree of version 2.
    private final Map<String, Path> mounts;

    private Cgroups(Mode mode, Map<String, Path> mounts) {
        this.mode = mode;
        this.mounts = mounts;
    }

    /// Reads what is mounted.
    public static Cgroups read() throws IOException {
        Map<String, Path> mounts = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String[] halves = line.split(" - ", 2);
            String[] before = halves[0].split(" ");
            String[] after = halves[1].split(" ");
            if (after[0].equals("cgroup2")) {
                mounts.putIfAbsent("", Path.of(before[4]));
            } else if (after[0].equals("cgroup")) {
                for (String option : after[2].split(",")) {
                    mounts.putIfAbsent(option, Path.of(before[4]));
                }
            }
        }
        boolean hasOne = mounts.containsKey("memory") || mounts.containsKey("cpu");
        Mode mode = !hasOne ? Mode.V2 : mounts.containsKey("") ? Mode.HYBRID : Mode.V1;
        return new Cgroups(mode, mounts);
    }

    public Mode mode() {
        return mode;
    }

    /// Whether a controller can be used for containers here, by its name in version 1.
    public boolean has(String controller) {
        return mode == Mode.V2 || mounts.containsKey(controller);
    }

    /// The processes in a cgroup and below, sorted.
    ///
    /// @param path as in `linux.cgroupsPath`
    List<Integer> processes(String path) throws IOException {
        Path mount = tree();
        TreeSet<Integer> pids = new TreeSet<>();
        if (mount == null) {
            return List.of();
        }
        Path root = mount.resolve(path.substring(1));
        if (!Files.exists(root)) {
            return List.of();
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes a)
                            throws IOException {
                        addProcesses(group, pids);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE; // a cgroup that has just gone
                    }
                });
        return new ArrayList<>(pids);
    }

    private static void addProcesses(Path group, Set<Integer> pids) throws IOException {
        try {
            Files.readAllLines(group.resolve("cgroup.procs")).stream()
                    .map(Integer::valueOf)
                    .filter(pid -> pid > 0)
                    .forEach(pids::add);
        } catch (NoSuchFileException e) {
            return; // it has just gone
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No such device")) {
                throw e;
            }
        }
    }

    /// How often the kernel killed something in a cgroup for want of memory.
    long oomKills(String path) throws IOException {
        Path mount = mode == Mode.V2 ? mounts.get("") : mounts.get("memory");
        if (mount == null) {
            return 0;
        }
        String file = mode == Mode.V2 ? "memory.events" : "memory.oom_control";
        try {
            return Files.readAllLines(mount.resolve(path.substring(1)).resolve(file)).stream()
                    .map(line -> line.split(" "))
                    .filter(words -> words[0].equals("oom_kill"))
                    .mapToLong(words -> Long.parseLong(words[1]))
                    .sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /// Lets a cgroup have as many processes as it wants.
    void unlimitProcesses(String path) throws IOException {
        write(mode == Mode.V2 ? "" : "pids", path, "pids.max", "max");
    }

    /// Lets a cgroup use its processors all the time.
    void unlimitCpu(String path) throws IOException {
        if (mode == Mode.V2) {
            write("", path, "cpu.max", "max");
        } else {
            write("cpu", path, "cpu.cfs_quota_us", "-1");
        }
    }

    private void write(String controller, String path, String file, String value)
            throws IOException {
        Path mount = mounts.get(controller);
        if (mount != null) {
            Files.writeString(mount.resolve(path.substring(1)).resolve(file), value);
        }
    }

    /// Where a controller's files of a cgroup are; `null` when there is no such controller. With
    /// version 2 all are in one place.
    @Nullable Path directory(String controller, String path) {
        Path mount = mounts.get(mode == Mode.V2 ? "" : controller);
        return mount == null ? null : mount.resolve(path.substring(1));
    }

    boolean isFrozen(String path) throws IOException {
        Path mount = mode == Mode.V2 ? mounts.get("") : mounts.get("freezer");
        if (mount == null) {
            return false;
        }
        Path group = mount.resolve(path.substring(1));
        try {
            String state =
                    Files.readString(
                                    group.resolve(
                                            mode == Mode.V2 ? "cgroup.freeze" : "freezer.state"))
                            .strip();
            return state.equals("1") || state.startsWith("FR");
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private @Nullable Path tree() {
        return mode == Mode.V2
                ? mounts.get("")
                : Arrays.asList("pids", "memory", "freezer", "devices", "cpu").stream()
                        .map(mounts::get)
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }
}
