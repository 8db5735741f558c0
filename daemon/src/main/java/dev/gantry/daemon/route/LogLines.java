package dev.gantry.daemon.route;

import dev.gantry.api.stream.StdFrames;
import dev.gantry.host.runtime.LogRecord;
import dev.gantry.host.runtime.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Log records as `docker logs` gets them.
///
/// @param tty one stream without frames
/// @param details a column for attributes; this engine's log has none, so it is empty
record LogLines(boolean tty, boolean timestamps, boolean details) {
    /// Nine digits always, unlike elsewhere, so that lines align.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z' ")
                    .withZone(ZoneOffset.UTC);

    void write(OutputStream out, LogRecord record) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(record.bytes().length + 32);
        if (record.isStart() && timestamps) {
            line.writeBytes(TIME.format(record.at()).getBytes(StandardCharsets.US_ASCII));
        }
        if (record.isStart() && details) {
            line.write(' ');
        }
        line.writeBytes(record.bytes());
        if (tty) {
            line.writeTo(out);
            out.flush();
        } else {
            new StdFrames.Writer(out)
                    .write(
                            record.stream() == Output.Stream.STDERR
                                    ? StdFrames.Stream.STDERR
                                    : StdFrames.Stream.STDOUT,
                            line.toByteArray(),
                            0,
                            line.size());
        }
    }
}
