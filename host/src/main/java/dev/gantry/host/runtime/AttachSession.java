package dev.gantry.host.runtime;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One client at the streams of a container or of a command in one.
///
/// Two threads use it: one reads with {@link #next} until `null`, one writes. Output is kept for a
/// slow reader, in memory and then on disk, so that it never holds up the container. Closing
/// detaches; what that does to the container's input is decided by {@link RuntimeRequest.Stdin}.
public interface AttachSession extends AutoCloseable {
    /// The next output, or `null` when no more will come.
    @Nullable Output next() throws IOException, InterruptedException;

    /// Passes input on; waits while the container does not read.
    void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException;

    /// Ends the input: the container reads end of file, if it is to see it (see {@link
    /// RuntimeRequest.Stdin}).
    void closeInput() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
