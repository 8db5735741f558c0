package dev.gantry.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Entering and making network and mount namespaces: always on a platform thread born for it, which
/// does that one thing and ends. A thread of the JVM never takes a new user or pid namespace.
public final class Namespaces {
    private static final Function SETNS = Function.of("setns");
    private static final Function UNSHARE = Function.of("unshare");
    private static final int CLONE_NEWNET = 0x4000_0000;

    private Namespaces() {}

    /// Makes a network namespace and pins it at `file`, an existing empty file.
    public static void createNetwork(Path file) throws IOException, InterruptedException {
        onThreadOfItsOwn(() -> {
            try (Frame frame = new Frame()) {
                frame.checkInt(UNSHARE, "network namespace", CLONE_NEWNET);
            }
            Mounts.mount("/proc/thread-self/ns/net", file.toString(), "", Mounts.MS_BIND, "");
            return file;
        });
    }

    /// Runs `work` inside a pinned network namespace. An `IOException` of it comes out as it was.
    public static <T> T inNetwork(Path file, Callable<T> work)
            throws IOException, InterruptedException {
        return onThreadOfItsOwn(() -> {
            try (Fd namespace = At.open(file, OpenFlags.O_RDONLY);
                    Frame frame = new Frame()) {
                frame.checkInt(SETNS, namespace, frame.fd(namespace), CLONE_NEWNET);
            }
            return work.call();
        });
    }

    private static <T> T onThreadOfItsOwn(Callable<T> work)
            throws IOException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("namespace").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
