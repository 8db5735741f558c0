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
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") ? Optional.empty() : Optional.of(Long.valueOf(fields[19]));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return Optional.empty();
            }
            throw e;
        }
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
