package dev.gantry.cli.network;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.format.Row;
import dev.gantry.cli.value.LocalTime;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.ShortText;
import java.util.List;
import java.util.Map;

/// A network in the list.
record NetworkRow(JsonValue.Obj network, boolean truncate) implements Row {
    static final Map<String, String> TITLES =
            Map.of(
                    "ID", "NETWORK ID",
                    "Name", "NAME",
                    "Driver", "DRIVER",
                    "Scope", "SCOPE",
                    "IPv4", "IPV4",
                    "IPv6", "IPV6",
                    "Internal", "INTERNAL",
                    "Labels", "LABELS",
                    "CreatedAt", "CREATED AT");

    @Override
    public List<String> names() {
        return List.copyOf(TITLES.keySet());
    }

    @Override
    public Map<String, String> labels() {
        return Member.map(network, "Labels");
    }

    @Override
    public String column(String name) {
        return switch (name) {
            case "ID" -> id();
            case "Labels" -> ShortText.pairs(labels());
            case "IPv4" -> Boolean.toString(Member.truth(network, "EnableIPv4"));
            case "IPv6" -> Boolean.toString(Member.truth(network, "EnableIPv6"));
            case "Internal" -> Boolean.toString(Member.truth(network, "Internal"));
            case "CreatedAt" -> LocalTime.ofInstant(Member.text(network, "Created"));
            default -> Member.text(network, name);
        };
    }

    private String id() {
        String id = Member.text(network, "Id");
        return truncate ? ShortText.id(id) : id;
    }
}
