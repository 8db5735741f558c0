package dev.gantry.host.runtime;

import java.time.Instant;

/// A line of output, or a piece of one that was long or came slowly.
///
/// @param bytes exactly as written, with the line feed if it ends a line
/// @param isStart whether a line of this stream begins here
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record LogRecord(Instant at, Output.Stream stream, byte[] bytes, boolean isStart) {
    /// Whether the line ends here.
    public boolean isEnd() {
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }
}
