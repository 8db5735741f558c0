package dev.gantry.cli.container;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import dev.gantry.cli.value.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What one container uses.
///
/// @param container as the user named it
record StatsRow(String container, JsonValue.Obj stats, boolean truncate) implements Row {
    static final Map<String, String> TITLES =
            Map.of(
                    "Container", "CONTAINER",
                    "Name", "NAME",
                    "ID", "CONTAINER ID",
                    "CPUPerc", "CPU %",
                    "MemUsage", "MEM USAGE / LIMIT",
                    "MemPerc", "MEM %",
                    "NetIO", "NET I/O",
                    "BlockIO", "BLOCK I/O",
                    "PIDs", "PIDS");

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    @Override
    public String column(String name) {
        return switch (name) {
            case "Container" -> container;
            case "Name" -> Member.text(stats, "name").replaceFirst("^/", "");
            case "ID" ->
                    truncate ? ShortText.id(Member.text(stats, "id")) : Member.text(stats, "id");
            case "CPUPerc" -> percent(processors());
            case "MemUsage" -> Size.binary(memory()) + " / " + Size.binary(limit());
            case "MemPerc" -> percent(limit() == 0 ? 0 : 100.0 * memory() / limit());
            case "NetIO" ->
                    Size.human(network("rx_bytes")) + " / " + Size.human(network("tx_bytes"));
            case "BlockIO" -> Size.human(blocks('r')) + " / " + Size.human(blocks('w'));
            default -> Long.toString(Member.number(stats.object("pids_stats"), "current"));
        };
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }

    /// Of one processor: two that are busy are 200.
    private double processors() {
        JsonValue.Obj now = stats.object("cpu_stats");
        JsonValue.Obj before = stats.object("precpu_stats");
        double used = used(now) - used(before);
        double whole =
                Member.number(now, "system_cpu_usage") - Member.number(before, "system_cpu_usage");
        return used > 0 && whole > 0 ? used / whole * Member.number(now, "online_cpus") * 100 : 0;
    }

    private static double used(JsonValue.Obj cpu) {
        return Member.number(cpu.object("cpu_usage"), "total_usage");
    }

    /// Without what the kernel would give up at once: pages of files nobody uses.
    private long memory() {
        JsonValue.Obj memory = stats.object("memory_stats");
        JsonValue.Obj details = memory.object("stats");
        long used = Member.number(memory, "usage");
        boolean isVersion1 = details.get("total_inactive_file").isPresent();
        long idle = Member.number(details, isVersion1 ? "total_inactive_file" : "inactive_file");
        return idle < used ? used - idle : used;
    }

    private long limit() {
        return Member.number(stats.object("memory_stats"), "limit");
    }

    private long network(String count) {
        return stats.object("networks").fields().values().stream()
                .mapToLong(link ->
                        link instanceof JsonValue.Obj counts ? Member.number(counts, count) : 0)
                .sum();
    }

    private long blocks(char operation) {
        return Member.objects(stats.object("blkio_stats"), "io_service_bytes_recursive").stream()
                .filter(entry ->
                        Member.text(entry, "op").toLowerCase(Locale.ROOT).indexOf(operation) == 0)
                .mapToLong(entry -> Member.number(entry, "value"))
                .sum();
    }
}
