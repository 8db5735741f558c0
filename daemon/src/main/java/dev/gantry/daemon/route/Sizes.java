package dev.gantry.daemon.route;

import dev.gantry.engine.EngineException;
import dev.gantry.http.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The size of a terminal; zero is not known.
record Sizes(int rows, int columns) {
    private static final int MOST = 65535;

    /// `h` and `w` of a resize.
    static Sizes of(Query query) {
        return new Sizes(
                number("height", query.text("h", "")), number("width", query.text("w", "")));
    }

    private static int number(String what, String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw EngineException.invalid(
                    "invalid resize %s \"%s\": invalid syntax".formatted(what, text));
        }
        int number = Integer.parseInt(text);
        if (number > MOST) {
            throw EngineException.invalid(
                    "invalid resize %s \"%s\": value out of range".formatted(what, text));
        }
        return number;
    }

    /// `ConsoleSize` of a request.
    static Sizes of(@Nullable List<Integer> size) {
        return size == null || size.size() != 2
                ? new Sizes(0, 0)
                : new Sizes(Math.clamp(size.get(0), 0, MOST), Math.clamp(size.get(1), 0, MOST));
    }
}
