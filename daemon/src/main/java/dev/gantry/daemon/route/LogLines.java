package dev.gantry.daemon.route;

import dev.gantry.api.stream.StdFrames;
import dev.gantry.host.runtime.LogRecord;
import dev.gantry.host.runtime.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Log records as `docker logs` gets them.
///
/// @param tty one stream without frames
/// @param details what is told about each line, or `null` for nothing
record LogLines(boolean tty, boolean timestamps, @Nullable String details) {
    /// Nine digits always, unlike elsewhere, so that lines align.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z' ")
                    .withZone(ZoneOffset.UTC);

    /// Names and values as in the query of a URL, which is how Docker keeps them to one column.
    static String details(Map<String, String> attributes) {
        return new TreeMap<>(attributes)
                .entrySet().stream()
                        .map(entry ->
                                URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8)
                                        + "="
                                        + URLEncoder.encode(
                                                entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining(","));
    }

    void write(OutputStream out, LogRecord record) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(record.bytes().length + 32);
        if (record.isStart() && timestamps) {
            line.writeBytes(TIME.format(record.at()).getBytes(StandardCharsets.US_ASCII));
        }
        if (record.isStart() && details != null) {
            line.writeBytes((details + " ").getBytes(StandardCharsets.UTF_8));
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
