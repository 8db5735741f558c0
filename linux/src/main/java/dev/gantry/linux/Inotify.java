package dev.gantry.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Waits for changes of files (inotify(7)). One thread waits.
public final class Inotify implements AutoCloseable {
    private static final Function INIT = Function.of("inotify_init1");
    private static final Function ADD_WATCH = Function.of("inotify_add_watch");
    private static final int IN_MODIFY = 2;
    private static final int IN_MOVED_TO = 0x80;

    private final Fd fd;
    private final byte[] buffer = new byte[4096];

    private Inotify(Fd fd) {
        this.fd = fd;
    }

    public static Inotify open() throws LinuxException {
        try (Frame frame = new Frame()) {
            return new Inotify(
                    new Fd(
                            frame.checkInt(
                                    INIT, "inotify", OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC),
                            "inotify"));
        }
    }

    /// Reports whatever is written to an existing file from now on.
    public void watchWrites(Path file) throws LinuxException {
        watch(file, IN_MODIFY);
    }

    /// Reports whatever is renamed to a name in a directory from now on.
    public void watchRenames(Path directory) throws LinuxException {
        watch(directory, IN_MOVED_TO);
    }

    private void watch(Path file, int events) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(ADD_WATCH, file, frame.fd(fd), frame.string(file.toString()), events);
        }
    }

    /// Waits until something has happened since the last call; false when nothing did in time.
    public boolean await(Duration most) throws IOException, InterruptedException {
        if (!Poller.awaitReadable(fd, most)) {
            return false;
        }
        fd.read(buffer, 0, buffer.length);
        return true;
    }

    @Override
    public void close() {
        fd.close();
    }
}
