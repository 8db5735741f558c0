package dev.gantry.cli.create;

import dev.gantry.api.container.Ulimit;
import java.util.List;
import java.util.Set;

/// Resource limits: `name=soft[:hard]`.
final class Ulimits {
    private static final Set<String> NAMES =
            Set.of(
                    "core",
                    "cpu",
                    "data",
                    "fsize",
                    "locks",
                    "memlock",
                    "msgqueue",
                    "nice",
                    "nofile",
                    "nproc",
                    "rss",
                    "rtprio",
                    "rttime",
                    "sigpending",
                    "stack");

    private Ulimits() {}

    static Ulimit parse(String text) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("invalid ulimit argument: " + text);
        }
        if (!NAMES.contains(parts[0])) {
            throw new IllegalArgumentException("invalid ulimit type: " + parts[0]);
        }
        String[] limits = parts[1].split(":", -1);
        if (limits.length > 2) {
            throw new IllegalArgumentException(
                    "too many limit value arguments - "
                            + parts[1]
                            + ", can only have up to two, `soft[:hard]`");
        }
        long soft = number(limits[0]);
        long hard = limits.length > 1 ? number(limits[1]) : soft;
        if (hard != -1 && (soft == -1 || soft > hard)) {
            throw new IllegalArgumentException(
                    "ulimit soft limit must be less than or equal to hard limit: %s > %d"
                            .formatted(soft == -1 ? "soft: -1" : Long.toString(soft), hard));
        }
        return new Ulimit(parts[0], hard, soft);
    }

    private static long number(String text) {
        return dev.gantry.cli.value.GoNumber.parseInt(text, 64);
    }

    /// By name; the last of a name counts.
    static List<Ulimit> all(List<String> values) {
        java.util.TreeMap<String, Ulimit> byName = new java.util.TreeMap<>();
        values.stream().map(Ulimits::parse).forEach(u -> byName.put(String.valueOf(u.name()), u));
        return List.copyOf(byName.values());
    }
}
