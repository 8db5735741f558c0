package dev.gantry.cli.system;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Size;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// What one kind of thing takes.
///
/// @param free bytes that would be there if everything unused went
record DiskUsageRow(String type, int count, long active, long size, long free, boolean withShare)
        implements Row {
    static final Map<String, String> TITLES =
            Map.of(
                    "Type", "TYPE",
                    "TotalCount", "TOTAL",
                    "Active", "ACTIVE",
                    "Size", "SIZE",
                    "Reclaimable", "RECLAIMABLE");

    static List<DiskUsageRow> of(JsonValue.Obj usage) {
        return List.of(images(usage), containers(usage), volumes(usage), cache(usage));
    }

    /// Shared layers are needed as long as one image that has them is.
    private static DiskUsageRow images(JsonValue.Obj usage) {
        List<JsonValue.Obj> images = Member.objects(usage, "Images");
        Predicate<JsonValue.Obj> isUsed = image -> Member.number(image, "Containers") > 0;
        long all = Member.number(usage, "LayersSize");
        long used =
                images.stream()
                        .filter(isUsed)
                        .mapToLong(image ->
                                Member.number(image, "Size") - Member.number(image, "SharedSize"))
                        .sum();
        return new DiskUsageRow(
                "Images", images.size(), count(images, isUsed), all, all - used, true);
    }

    private static DiskUsageRow containers(JsonValue.Obj usage) {
        List<JsonValue.Obj> containers = Member.objects(usage, "Containers");
        Predicate<JsonValue.Obj> isAlive =
                container ->
                        List.of("running", "paused", "restarting")
                                .contains(Member.text(container, "State"));
        ToLongFunction<JsonValue.Obj> size = container -> Member.number(container, "SizeRw");
        return of("Containers", containers, isAlive, size);
    }

    private static DiskUsageRow volumes(JsonValue.Obj usage) {
        return of(
                "Local Volumes",
                Member.objects(usage, "Volumes"),
                volume -> data(volume, "RefCount") > 0,
                volume -> Math.max(0, data(volume, "Size")));
    }

    static long data(JsonValue.Obj volume, String name) {
        return volume.fields().get("UsageData") instanceof JsonValue.Obj data
                ? Member.number(data, name)
                : 0;
    }

    private static DiskUsageRow cache(JsonValue.Obj usage) {
        List<JsonValue.Obj> records = Member.objects(usage, "BuildCache");
        Predicate<JsonValue.Obj> isUsed = record -> Member.truth(record, "InUse");
        long all = sum(records, record -> true);
        long shared = sum(records, record -> Member.truth(record, "Shared"));
        long used = sum(records, record -> isUsed.test(record) && !Member.truth(record, "Shared"));
        return new DiskUsageRow(
                "Build Cache",
                records.size(),
                count(records, isUsed),
                all - shared,
                all - shared - used,
                false);
    }

    private static long sum(List<JsonValue.Obj> records, Predicate<JsonValue.Obj> which) {
        return records.stream()
                .filter(which)
                .mapToLong(record -> Member.number(record, "Size"))
                .sum();
    }

    private static DiskUsageRow of(
            String type,
            List<JsonValue.Obj> things,
            Predicate<JsonValue.Obj> isUsed,
            ToLongFunction<JsonValue.Obj> size) {
        long all = things.stream().mapToLong(size).sum();
        long free = things.stream().filter(isUsed.negate()).mapToLong(size).sum();
        return new DiskUsageRow(type, things.size(), count(things, isUsed), all, free, true);
    }

    private static long count(List<JsonValue.Obj> things, Predicate<JsonValue.Obj> which) {
        return things.stream().filter(which).count();
    }

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    @Override
    public String column(String name) {
        return switch (name) {
            case "Type" -> type;
            case "TotalCount" -> Integer.toString(count);
            case "Active" -> Long.toString(active);
            case "Size" -> Size.precise(size);
            default -> Size.precise(free) + share();
        };
    }

    private String share() {
        return withShare && size > 0 ? " (%d%%)".formatted(free * 100 / size) : "";
    }
}
