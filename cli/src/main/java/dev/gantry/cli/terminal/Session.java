package dev.gantry.cli.terminal;

import dev.gantry.api.client.Hijacked;
import dev.gantry.api.stream.StdFrames;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.ExitException;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The bytes between our standard streams and an attached container.
///
/// {@link #start} sets the terminal raw and two threads going; {@link #await} returns when the
/// container has said all, or the user has typed the keys that detach. The reading of our own input
/// cannot be broken off: its thread ends with the program.
public final class Session implements AutoCloseable {
    /// Which of the streams are connected, and whether the container has a terminal.
    public record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
        public boolean hasOutput() {
            return stdout || stderr;
        }
    }

    private final Cli cli;
    private final Hijacked stream;
    private final Streams streams;
    private final @Nullable DetachKeys keys;
    private final CountDownLatch inputEnded = new CountDownLatch(1);
    private final CountDownLatch outputEnded = new CountDownLatch(1);
    private volatile @Nullable IOException failure;
    private volatile boolean detached;
    private Terminal.@Nullable RawMode raw;
    private @Nullable Thread restorer;

    /// @param detachKeys as `--detach-keys` says; empty for the standard ones
    public Session(Cli cli, Hijacked stream, Streams streams, String detachKeys) {
        this.cli = cli;
        this.stream = stream;
        this.streams = streams;
        this.keys = streams.tty() && streams.stdin() ? keys(cli, detachKeys) : null;
    }

    private static DetachKeys keys(Cli cli, String text) {
        try {
            return DetachKeys.parse(text);
        } catch (IllegalArgumentException e) {
            cli.err().println("invalid detach escape keys, using default: " + e.getMessage());
            return DetachKeys.parse("");
        }
    }

    /// Refuses a container with a terminal for an input that is none.
    public static void checkTerminal(boolean stdin, boolean tty) throws ExitException {
        if (stdin && tty && !Terminal.stdin().exists()) {
            throw ExitException.because("the input device is not a TTY");
        }
    }

    public Session start() throws IOException {
        if (streams.stdin() && streams.tty()) {
            enterRawMode();
        }
        if (streams.hasOutput()) {
            Thread.ofPlatform().daemon().name("output").start(this::copyOutput);
        } else {
            outputEnded.countDown();
        }
        if (streams.stdin()) {
            Thread.ofPlatform().daemon().name("input").start(this::copyInput);
        } else {
            inputEnded.countDown();
        }
        return this;
    }

    private void enterRawMode() throws IOException {
        if (!Terminal.stdin().exists()) {
            return;
        }
        raw = Terminal.stdin().makeRaw();
        restorer = new Thread(this::restore, "terminal");
        Runtime.getRuntime().addShutdownHook(restorer);
    }

    private synchronized void restore() {
        Terminal.RawMode mode = raw;
        raw = null;
        if (mode != null) {
            try {
                mode.restore();
            } catch (LinuxException e) {
                cli.err().println(e.getMessage());
            }
        }
    }

    private void copyOutput() {
        try {
            OutputStream none = OutputStream.nullOutputStream();
            if (streams.tty()) {
                stream.in().transferTo(cli.stdout());
            } else {
                StdFrames.copy(
                        stream.in(),
                        streams.stdout() ? cli.stdout() : none,
                        streams.stderr() ? cli.stderr() : none);
            }
        } catch (IOException e) {
            if (!detached) {
                failure = e;
            }
        } finally {
            restore();
            outputEnded.countDown();
        }
    }

    private void copyInput() {
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = cli.stdin().read(buffer); n >= 0; n = cli.stdin().read(buffer)) {
                if (!send(buffer, n)) {
                    return;
                }
            }
            stream.closeWrite();
        } catch (IOException e) {
            // The container reads no more; what it still has to say is on its way.
            return;
        } finally {
            inputEnded.countDown();
        }
    }

    /// @return false when the user has detached
    private boolean send(byte[] buffer, int length) throws IOException {
        if (keys == null) {
            stream.out().write(buffer, 0, length);
            return true;
        }
        stream.out().write(keys.pass(buffer, length));
        if (keys.detached()) {
            detached = true;
            stream.close();
            outputEnded.countDown();
        }
        return !detached;
    }

    /// How a session ends.
    public enum End {
        /// Nothing more will come from the container.
        FINISHED,
        /// The user typed the keys for it.
        DETACHED
    }

    /// Waits for the output to end; without outputs, for the input.
    public End await() throws IOException, InterruptedException {
        if (streams.hasOutput()) {
            outputEnded.await();
        } else {
            inputEnded.await();
        }
        restore();
        IOException reason = failure;
        if (reason != null) {
            throw reason;
        }
        return detached ? End.DETACHED : End.FINISHED;
    }

    @Override
    public void close() throws IOException {
        restore();
        stream.close();
    }
}
