package dev.gantry.cli.image;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.format.Table;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import dev.gantry.cli.value.Size;
import java.util.List;

/// Images with their platforms below them, as `docker image ls --tree` shows them.
final class ImageTree {
    private ImageTree() {}

    static void check(Arguments arguments) throws ExitException {
        for (String other : List.of("no-trunc", "digests", "format", "quiet")) {
            if (arguments.isSet(other)) {
                throw ExitException.because("--" + other + " is not yet supported with --tree");
            }
        }
    }

    static String print(List<JsonValue.Obj> images) {
        StringBuilder lines = new StringBuilder("IMAGE\tID\tDISK USAGE\tCONTENT SIZE\tIN USE\n");
        for (JsonValue.Obj image : images) {
            add(lines, image);
        }
        return Table.align(lines.toString(), 10, 3);
    }

    private static void add(StringBuilder lines, JsonValue.Obj image) {
        List<JsonValue.Obj> manifests =
                Member.objects(image, "Manifests").stream()
                        .filter(manifest ->
                                Member.text(manifest, "Kind").equals("image")
                                        && Member.truth(manifest, "Available"))
                        .toList();
        long content = manifests.stream().mapToLong(manifest -> size(manifest, "Content")).sum();
        List<String> names = Member.texts(image, "RepoTags");
        for (String name : names.isEmpty() ? List.of("<untagged>") : names) {
            line(
                    lines,
                    name,
                    Member.text(image, "Id"),
                    Member.number(image, "Size"),
                    content,
                    Member.number(image, "Containers") > 0);
            for (JsonValue.Obj manifest : manifests) {
                boolean isLast = manifest.equals(manifests.getLast());
                platform(lines, manifest, isLast ? "└─ " : "├─ ");
            }
        }
    }

    private static void platform(StringBuilder lines, JsonValue.Obj manifest, String branch) {
        JsonValue.Obj data = object(manifest, "ImageData");
        JsonValue.Obj platform = object(data, "Platform");
        String variant = Member.text(platform, "variant");
        line(
                lines,
                branch
                        + Member.text(platform, "os")
                        + "/"
                        + Member.text(platform, "architecture")
                        + (variant.isEmpty() ? "" : "/" + variant),
                Member.text(manifest, "ID"),
                size(manifest, "Total"),
                size(manifest, "Content"),
                !Member.texts(data, "Containers").isEmpty());
    }

    private static void line(
            StringBuilder lines, String name, String id, long used, long content, boolean inUse) {
        lines.append(name)
                .append('\t')
                .append(ShortText.id(id))
                .append('\t')
                .append(Size.human(used))
                .append('\t')
                .append(Size.human(content))
                .append('\t')
                .append(inUse ? "yes" : "")
                .append('\n');
    }

    private static long size(JsonValue.Obj manifest, String which) {
        return Member.number(object(manifest, "Size"), which);
    }

    private static JsonValue.Obj object(JsonValue.Obj parent, String name) {
        return parent.fields().get(name) instanceof JsonValue.Obj child
                ? child
                : new JsonValue.Obj(java.util.Map.of());
    }
}
