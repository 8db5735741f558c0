package dev.gantry.host.runtime;

import dev.gantry.linux.Errno;
import dev.gantry.linux.Inotify;
import dev.gantry.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Tells a follower of a log when conmon has appended to it, and when it never will again.
final class LogGrowth implements LogReader.Growth {
    /// How often the monitor is looked after while nothing is written.
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final MonitorRecord record;
    private final Inotify inotify;
    private boolean isOver;

    LogGrowth(Path log, MonitorRecord record) throws IOException {
        this.record = record;
        this.inotify = Inotify.open();
        try {
            Path directory = log.toAbsolutePath().getParent();
            if (directory != null && Files.isDirectory(directory)) {
                inotify.watchRenames(directory); // as a rotation does
            }
        } catch (IOException | RuntimeException e) {
            inotify.close();
            throw e;
        }
    }

    @Override
    public void follow(Path file) throws IOException {
        try {
            inotify.watchWrites(file);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    @Override
    public boolean await() throws IOException, InterruptedException {
        if (isOver) {
            return false;
        }
        while (!inotify.await(GLANCE)) {
            if (!Processes.isAlive(record.monitorPid(), record.monitorStart())) {
                isOver = true;
                return true; // what it wrote last may not have been read
            }
        }
        return true;
    }

    @Override
    public void close() {
        inotify.close();
    }
}
