package dev.gantry.host.runtime;

import dev.gantry.linux.Errno;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Pidfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Processes by number and start time: together they never mean another one that got the number
/// later (proc(5), field 22 of `stat`).
final class Processes {
    private Processes() {}

    /// When it was started, in clock ticks since boot; empty when there is no such process or only
    /// its corpse.
    static Optional<Long> startTicks(int pid) throws IOException {
        return fields(pid)
                .filter(fields -> !fields[0].equals("Z"))
                .map(fields -> Long.valueOf(fields[19]));
    }

    /// What follows the name in its `stat`: the state first.
    private static Optional<String[]> fields(int pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The session a process belongs to; empty when there is no such process.
    static Optional<Integer> session(int pid) throws IOException {
        return fields(pid).map(fields -> Integer.valueOf(fields[3]));
    }

    static boolean isAlive(int pid, long startTicks) throws IOException {
        return startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    /// A handle on that very process; empty when it has ended.
    static Optional<Pidfd> open(int pid, long startTicks) throws IOException {
        try {
            Pidfd process = Pidfd.open(pid);
            if (isAlive(pid, startTicks)) {
                return Optional.of(process);
            }
            process.close();
            return Optional.empty();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ESRCH) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
