package dev.gantry.daemon.route;

import dev.gantry.engine.container.Exec;
import dev.gantry.engine.container.Streams;
import dev.gantry.host.runtime.Output;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The streams of a command, which end only when its exit code is known: clients ask for it as soon
/// as the connection closes.
final class ExecStreams implements Streams {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Exec exec;
    private final Streams streams;
    private volatile boolean isClosed;

    ExecStreams(Exec exec, Streams streams) {
        this.exec = exec;
        this.streams = streams;
    }

    @Override
    public @Nullable Output next() throws IOException, InterruptedException {
        Output output = streams.next();
        while (output == null && exec.isRunning() && !isClosed) {
            boolean _ = exec.awaitEnd(PAUSE);
        }
        return output;
    }

    @Override
    public void write(byte[] bytes, int offset, int length)
            throws IOException, InterruptedException {
        streams.write(bytes, offset, length);
    }

    @Override
    public void closeInput() throws IOException, InterruptedException {
        streams.closeInput();
    }

    @Override
    public void close() {
        isClosed = true;
        streams.close();
    }
}
