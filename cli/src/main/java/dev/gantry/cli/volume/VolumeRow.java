package dev.gantry.cli.volume;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import java.util.List;
import java.util.Map;

/// A volume in the list. What only `system df` knows is `N/A`, as is what only clusters have.
record VolumeRow(JsonValue.Obj volume) implements Row {
    private static final String UNKNOWN = "N/A";

    static final Map<String, String> TITLES =
            Map.of(
                    "Name", "VOLUME NAME",
                    "Driver", "DRIVER",
                    "Scope", "SCOPE",
                    "Mountpoint", "MOUNTPOINT",
                    "Labels", "LABELS",
                    "Links", "LINKS",
                    "Size", "SIZE",
                    "Group", "GROUP",
                    "Availability", "AVAILABILITY",
                    "Status", "STATUS");

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    @Override
    public Map<String, String> labels() {
        return Member.map(volume, "Labels");
    }

    @Override
    public String column(String name) {
        return switch (name) {
            case "Labels" -> ShortText.pairs(labels());
            case "Links", "Size", "Group", "Availability", "Status" -> UNKNOWN;
            default -> Member.text(volume, name);
        };
    }
}
