package dev.gantry.host.log;

import java.time.Instant;

/// One line on its way to a log server, or a piece of a long one.
///
/// @param text without the line feed
/// @param isPartial whether the line goes on in the next piece
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record LogLine(Instant at, boolean isError, byte[] text, boolean isPartial) {}
