package dev.gantry.engine.container;

import dev.gantry.host.runtime.Output;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One client at the streams of a container or of a command in one.
///
/// Two threads may use it, one to read and one to write. Those of a container that has not started
/// yet wait for it. Closing detaches.
public interface Streams extends AutoCloseable {
    /// The next output, or `null` when no more will come.
    @Nullable Output next() throws IOException, InterruptedException;

    void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException;

    /// Ends the input.
    void closeInput() throws IOException, InterruptedException;

    @Override
    void close();
}
