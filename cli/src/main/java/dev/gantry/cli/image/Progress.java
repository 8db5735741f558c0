package dev.gantry.cli.image;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.value.GoDuration;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Size;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Shows a stream of progress: on a terminal a line for each layer, moving; elsewhere one line for
/// each thing that has happened.
public final class Progress {
    private static final int BAR = 50;

    private final OutputStream out;
    private final boolean terminal;
    private final Map<String, Integer> lines = new HashMap<>();

    public Progress(OutputStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// @throws ExitException when the daemon reports a failure in the stream
    public void show(InputStream stream) throws IOException {
        try (Json.Documents documents = Json.documents(stream)) {
            for (JsonValue next = documents.next(); next != null; next = documents.next()) {
                if (next instanceof JsonValue.Obj message) {
                    show(message);
                }
            }
        }
    }

    private void show(JsonValue.Obj message) throws IOException {
        String failure = Member.text(message.object("errorDetail"), "message");
        if (!failure.isEmpty() || message.get("error").isPresent()) {
            throw ExitException.because(failure.isEmpty() ? message.text("error", "") : failure);
        }
        String id = Member.text(message, "id");
        boolean moves = !id.isEmpty() && message.get("progressDetail").isPresent();
        int up = 0;
        if (moves) {
            if (!lines.containsKey(id)) {
                lines.put(id, lines.size());
                print(terminal ? "\n" : "");
            }
            up = lines.size() - lines.getOrDefault(id, 0);
            print(terminal && up > 0 ? "\033[" + up + "A" : "");
        } else {
            lines.clear();
        }
        line(message, id);
        if (!id.isEmpty() && terminal && up > 0) {
            print("\033[" + up + "B");
        }
    }

    private void line(JsonValue.Obj message, String id) throws IOException {
        boolean hasProgress = message.get("progressDetail").isPresent();
        String bar = hasProgress ? bar(message.object("progressDetail")) : "";
        String stream = Member.text(message, "stream");
        String end = "";
        StringBuilder line = new StringBuilder();
        if (terminal && stream.isEmpty() && hasProgress) {
            line.append("\033[2K\r");
            end = "\r";
        } else if (!bar.isEmpty()) {
            return;
        }
        line.append(id.isEmpty() ? "" : id + ": ");
        String status = Member.text(message, "status");
        if (hasProgress && terminal) {
            line.append(status).append(' ').append(bar).append(end);
        } else if (!stream.isEmpty()) {
            line.append(stream).append(end);
        } else {
            line.append(status).append(end).append('\n');
        }
        print(line.toString());
    }

    private String bar(JsonValue.Obj detail) {
        long current = Member.number(detail, "current");
        long total = Member.number(detail, "total");
        String units = Member.text(detail, "units");
        if (current <= 0 && total <= 0) {
            return "";
        }
        if (total <= 0) {
            return units.isEmpty() ? "%8s".formatted(Size.precise(current)) : current + " " + units;
        }
        int width = width();
        int done = (int) Math.min(BAR, (double) current / total * 100 / 2);
        StringBuilder bar = new StringBuilder();
        if (width > 110) {
            bar.append('[').append("=".repeat(done)).append('>');
            bar.append(" ".repeat(BAR - done)).append("] ");
        }
        bar.append(counts(detail, current, total, units));
        bar.append(timeLeft(detail, current, total, done, width));
        return bar.toString();
    }

    private static String counts(JsonValue.Obj detail, long current, long total, String units) {
        if (Member.truth(detail, "hidecounts")) {
            return "";
        }
        if (!units.isEmpty()) {
            return current > total ? current + " " + units : current + "/" + total + " " + units;
        }
        String now = "%8s".formatted(Size.precise(current));
        return current > total ? now : now + "/" + Size.precise(total);
    }

    private static String timeLeft(
            JsonValue.Obj detail, long current, long total, int done, int width) {
        long start = Member.number(detail, "start");
        if (current <= 0 || start <= 0 || done >= BAR || width <= 50) {
            return "";
        }
        long nanosEach = (Instant.now().toEpochMilli() - start * 1000) * 1_000_000 / current;
        return " " + GoDuration.ofSeconds((total - current) * nanosEach / 1_000_000_000);
    }

    private int width() {
        if (!terminal) {
            return 200;
        }
        try {
            int columns = Terminal.stdout().size().columns();
            return columns > 0 ? columns : 200;
        } catch (LinuxException e) {
            return 200;
        }
    }

    private void print(String text) throws IOException {
        if (!text.isEmpty()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
