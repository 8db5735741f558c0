package dev.gantry.cli.container;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Age;
import dev.gantry.cli.value.LocalTime;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import dev.gantry.cli.value.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A container in the list.
///
/// @param truncate whether ids and commands are cut short
public record ContainerRow(JsonValue.Obj container, boolean truncate, Instant now) implements Row {
    public static final Map<String, String> TITLES =
            Map.ofEntries(
                    Map.entry("ID", "CONTAINER ID"),
                    Map.entry("Names", "NAMES"),
                    Map.entry("Image", "IMAGE"),
                    Map.entry("Command", "COMMAND"),
                    Map.entry("CreatedAt", "CREATED AT"),
                    Map.entry("RunningFor", "CREATED"),
                    Map.entry("Ports", "PORTS"),
                    Map.entry("State", "STATE"),
                    Map.entry("Status", "STATUS"),
                    Map.entry("Size", "SIZE"),
                    Map.entry("Labels", "LABELS"),
                    Map.entry("Mounts", "MOUNTS"),
                    Map.entry("LocalVolumes", "LOCAL VOLUMES"),
                    Map.entry("Networks", "NETWORKS"));

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    /// As the others, and the platform, which this version of the API does not tell.
    @Override
    public JsonValue json() {
        TreeMap<String, JsonValue> columns = new TreeMap<>();
        names().forEach(name -> columns.put(name, new JsonValue.Str(column(name))));
        columns.put("Platform", new JsonValue.Null());
        return new JsonValue.Obj(columns);
    }

    @Override
    public Map<String, String> labels() {
        return Member.map(container, "Labels");
    }

    @Override
    public String column(String name) {
        return switch (name) {
            case "ID" -> truncate ? ShortText.id(text("Id")) : text("Id");
            case "Names" -> containerNames();
            case "Image" -> image();
            case "Command" -> command();
            case "CreatedAt" -> LocalTime.ofSeconds(Member.number(container, "Created"));
            case "RunningFor" -> age() + " ago";
            case "Ports" -> Ports.show(Member.objects(container, "Ports"));
            case "State" -> text("State");
            case "Status" -> text("Status");
            case "Size" -> size();
            case "Labels" -> ShortText.pairs(labels());
            case "Mounts" -> mounts();
            case "LocalVolumes" -> Long.toString(localVolumes());
            default ->
                    container
                            .object("NetworkSettings")
                            .object("Networks")
                            .fields()
                            .keySet()
                            .stream()
                            .sorted()
                            .collect(Collectors.joining(","));
        };
    }

    private String text(String name) {
        return Member.text(container, name);
    }

    private String age() {
        return Age.of(now.getEpochSecond() - Member.number(container, "Created"));
    }

    private String containerNames() {
        List<String> names =
                Member.texts(container, "Names").stream()
                        .map(name -> name.startsWith("/") ? name.substring(1) : name)
                        .toList();
        if (truncate) {
            // A name with a slash is another container's link to this one.
            for (String name : names) {
                if (name.indexOf('/') < 0) {
                    return name;
                }
            }
        }
        return String.join(",", names);
    }

    private String image() {
        String image = text("Image");
        if (image.isEmpty()) {
            return "<no image>";
        }
        if (!truncate) {
            return image;
        }
        if (ShortText.id(text("ImageID")).equals(ShortText.id(image))) {
            return ShortText.id(image);
        }
        int digest = image.indexOf('@');
        return digest > 0 ? image.substring(0, digest) : image;
    }

    private String command() {
        String command = text("Command");
        return Json.print(truncate ? ShortText.cut(command, 20) : command);
    }

    private String size() {
        String own = Size.human(Member.number(container, "SizeRw"));
        long all = Member.number(container, "SizeRootFs");
        return all > 0 ? own + " (virtual " + Size.human(all) + ")" : own;
    }

    private String mounts() {
        return Member.objects(container, "Mounts").stream()
                .map(mount -> {
                    String name = Member.text(mount, "Name");
                    String shown = name.isEmpty() ? Member.text(mount, "Source") : name;
                    return truncate ? ShortText.cut(shown, 15) : shown;
                })
                .collect(Collectors.joining(","));
    }

    private long localVolumes() {
        return Member.objects(container, "Mounts").stream()
                .filter(mount -> Member.text(mount, "Driver").equals("local"))
                .count();
    }
}
