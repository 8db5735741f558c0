package dev.gantry.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Waits for changes of files (inotify(7)). One thread waits.
public final class Inotify implements AutoCloseable {
    private static final Function INIT = Function.of("inotify_init1");
    private static final Function ADD_WATCH = Function.of("inotify_add_watch");
    private static final int IN_MODIFY = 2;

    private final Fd fd;
    private final byte[] events = new byte[4096];

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
        try (Frame frame = new Frame()) {
            frame.checkInt(ADD_WATCH, file, frame.fd(fd), frame.string(file.toString()), IN_MODIFY);
        }
    }

    /// Waits until something has happened since the last call; false when nothing did in time.
    public boolean await(Duration most) throws IOException, InterruptedException {
        if (!Poller.awaitReadable(fd, most)) {
            return false;
        }
        fd.read(events, 0, events.length);
        return true;
    }

    @Override
    public void close() {
        fd.close();
    }
}
