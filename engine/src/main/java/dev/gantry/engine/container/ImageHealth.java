package dev.gantry.engine.container;

import dev.gantry.base.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The health check an image brings along. An image is data of others: what makes no sense in it
/// counts as not said.
final class ImageHealth {
    private ImageHealth() {}

    static HealthCheck of(@Nullable JsonValue given) {
        if (!(given instanceof JsonValue.Obj fields)) {
            return HealthCheck.UNSAID;
        }
        List<String> test = new ArrayList<>();
        for (JsonValue word : fields.list("Test")) {
            if (word instanceof JsonValue.Str(String text)) {
                test.add(text);
            }
        }
        return new HealthCheck(
                test,
                Duration.ofNanos(number(fields, "Interval")),
                Duration.ofNanos(number(fields, "Timeout")),
                Duration.ofNanos(number(fields, "StartPeriod")),
                Duration.ofNanos(number(fields, "StartInterval")),
                (int) Math.min(number(fields, "Retries"), Integer.MAX_VALUE));
    }

    private static long number(JsonValue.Obj fields, String name) {
        if (fields.get(name).orElse(null) instanceof JsonValue.Num number) {
            try {
                return Math.max(0, number.longValueExact());
            } catch (ArithmeticException e) {
                return 0;
            }
        }
        return 0;
    }
}
