package dev.gantry.cli.system;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.container.ContainerRow;
import dev.gantry.cli.format.Listing;
import dev.gantry.cli.format.TemplateException;
import dev.gantry.cli.image.ImageRow;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What each image, container and volume takes.
final class DiskUsageDetails {
    private DiskUsageDetails() {}

    static String print(JsonValue.Obj usage) throws TemplateException {
        return "Images space usage:\n\n"
                + images(Member.objects(usage, "Images"))
                + "\nContainers space usage:\n\n"
                + containers(Member.objects(usage, "Containers"))
                + "\nLocal Volumes space usage:\n\n"
                + volumes(Member.objects(usage, "Volumes"))
                + "\nBuild cache usage: "
                + Size.precise(
                        Member.objects(usage, "BuildCache").stream()
                                .filter(record -> !Member.truth(record, "Shared"))
                                .mapToLong(record -> Member.number(record, "Size"))
                                .sum())
                + "\n\nCACHE ID   CACHE TYPE   SIZE      CREATED   LAST USED   USAGE     SHARED\n";
    }

    private static String images(List<JsonValue.Obj> images) throws TemplateException {
        List<ImageRow> rows = new ArrayList<>();
        for (JsonValue.Obj image : images) {
            rows.add(ImageRow.of(image, true, false).getFirst());
        }
        return new Listing(
                        "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}"
                                + "\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}",
                        ImageRow.TITLES)
                .print(rows);
    }

    private static String containers(List<JsonValue.Obj> containers) throws TemplateException {
        Instant now = Instant.now();
        List<ContainerRow> rows =
                containers.stream()
                        .map(container -> new ContainerRow(withoutImage(container), true, now))
                        .toList();
        return new Listing(
                        "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}"
                                + "\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}",
                        ContainerRow.TITLES)
                .print(rows);
    }

    /// Its image's bytes are told with the image.
    private static JsonValue.Obj withoutImage(JsonValue.Obj container) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(container.fields());
        fields.remove("SizeRootFs");
        return new JsonValue.Obj(fields);
    }

    private static String volumes(List<JsonValue.Obj> volumes) throws TemplateException {
        return new Listing(
                        "table {{.Name}}\t{{.Links}}\t{{.Size}}",
                        Map.of("Name", "VOLUME NAME", "Links", "LINKS", "Size", "SIZE"))
                .print(volumes.stream().map(VolumeUse::new).toList());
    }

    private record VolumeUse(JsonValue.Obj volume) implements dev.gantry.cli.format.Row {
        @Override
        public List<String> names() {
            return List.of("Name", "Links", "Size");
        }

        @Override
        public String column(String name) {
            return switch (name) {
                case "Name" -> Member.text(volume, "Name");
                case "Links" -> Long.toString(DiskUsageRow.data(volume, "RefCount"));
                default -> Size.precise(Math.max(0, DiskUsageRow.data(volume, "Size")));
            };
        }
    }
}
