package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.oci.Descriptor;
import java.util.Locale;

/// Lines that tell how a pull or a load goes on.
public final class ProgressWire {
    private static final int WIDTH = 50;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private ProgressWire() {}

    /// @param id of a layer, or empty for a line about the whole
    public static JsonValue status(String id, String status) {
        JsonValue.Builder line = JsonValue.object().put("status", status);
        boolean isLayer = !id.isEmpty() && !status.startsWith("Pulling from ");
        if (isLayer) {
            line.put("progressDetail", JsonValue.object().build());
        }
        return (id.isEmpty() ? line : line.put("id", id)).build();
    }

    /// @param total 0 when it is not known
    public static JsonValue advanced(String id, String status, long current, long total) {
        JsonValue.Builder detail = JsonValue.object().put("current", current);
        if (total > 0) {
            detail.put("total", total);
        }
        return JsonValue.object()
                .put("status", status)
                .put("progressDetail", detail.build())
                .put("progress", bar(current, total))
                .put("id", id)
                .build();
    }

    static String bar(long current, long total) {
        if (total <= 0 || current > total) {
            return String.format(Locale.ROOT, "%8s", size(current));
        }
        int done = (int) ((double) current / total * WIDTH);
        String head = done < WIDTH ? ">" : "";
        return "[%s%s%s] %s"
                .formatted(
                        "=".repeat(done),
                        head,
                        " ".repeat(Math.max(0, WIDTH - done - head.length())),
                        String.format(Locale.ROOT, "%8s/%s", size(current), size(total)));
    }

    /// Four digits and a decimal unit.
    static String size(long bytes) {
        double left = bytes;
        int unit = 0;
        while (left >= 1000 && unit < UNITS.length - 1) {
            left /= 1000;
            unit++;
        }
        String digits =
                new java.math.BigDecimal(left)
                        .round(new java.math.MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
        return digits + UNITS[unit];
    }

    /// What a push has made of a tag, for programs.
    public static JsonValue pushed(String tag, Descriptor root) {
        return JsonValue.object()
                .put("progressDetail", JsonValue.object().build())
                .put(
                        "aux",
                        JsonValue.object()
                                .put("Tag", tag)
                                .put("Digest", root.digest().toString())
                                .put("Size", root.size())
                                .build())
                .build();
    }

    public static JsonValue message(String text) {
        return JsonValue.object().put("stream", text).build();
    }

    public static JsonValue failure(String message) {
        return JsonValue.object()
                .put("errorDetail", JsonValue.object().put("message", message).build())
                .put("error", message)
                .build();
    }
}
