package dev.gantry.cli.system;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.Member;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An event as one line.
final class EventLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", Locale.ROOT);

    private EventLine() {}

    static String of(JsonValue.Obj event) {
        JsonValue.Obj actor = event.object("Actor");
        Map<String, String> attributes = new TreeMap<>(Member.map(actor, "Attributes"));
        String line =
                "%s %s %s %s"
                        .formatted(
                                time(event),
                                Member.text(event, "Type"),
                                Member.text(event, "Action"),
                                Member.text(actor, "ID"));
        if (attributes.isEmpty()) {
            return line;
        }
        return attributes.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", ", line + " (", ")"));
    }

    private static String time(JsonValue.Obj event) {
        long nanos = Member.number(event, "timeNano");
        long seconds = nanos == 0 ? Member.number(event, "time") : nanos / 1_000_000_000;
        return TIME.format(
                Instant.ofEpochSecond(seconds, nanos % 1_000_000_000)
                        .atZone(ZoneId.systemDefault()));
    }
}
