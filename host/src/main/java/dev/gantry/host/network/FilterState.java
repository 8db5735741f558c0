package dev.gantry.host.network;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.linux.Nftables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Our table of the packet filter as the kernel has it.
///
/// @param exists whether there is a table at all
/// @param bridges the bridge of each network, by the network's short id
record FilterState(boolean exists, Map<String, String> bridges, List<Published> published) {
    static final FilterState NONE = new FilterState(false, Map.of(), List.of());

    FilterState {
        bridges = Map.copyOf(bridges);
        published = List.copyOf(published);
    }

    /// An element of a map of ports.
    ///
    /// @param owner the endpoint; empty when the element says none
    /// @param target the container's address
    record Published(String map, String key, String owner, String target) {}

    static FilterState read(String table) throws IOException {
        if (objects(Nftables.list("list tables ip"), "table").stream()
                .noneMatch(t -> t.text("name", "").equals(table))) {
            return NONE;
        }
        return parse(Nftables.list("list table ip " + table));
    }

    static FilterState parse(String json) throws IOException {
        Map<String, String> bridges = new HashMap<>();
        List<Published> published = new ArrayList<>();
        for (JsonValue.Obj map : objects(json, "map")) {
            String name = map.text("name", "");
            for (JsonValue element : map.list("elem")) {
                if (!(element instanceof JsonValue.Arr(List<JsonValue> pair)) || pair.size() != 2) {
                    continue;
                }
                if (name.equals(FilterRules.INTO)) {
                    bridges.put(network(pair.get(1)), text(pair.get(0)));
                } else if (name.startsWith(FilterRules.PUBLISHED)) {
                    published.add(published(name, pair.get(0), pair.get(1)));
                }
            }
        }
        return new FilterState(true, bridges, published);
    }

    private static List<JsonValue.Obj> objects(String json, String kind) throws IOException {
        return Json.parse(json) instanceof JsonValue.Obj document
                ? document.list("nftables").stream()
                        .filter(JsonValue.Obj.class::isInstance)
                        .map(JsonValue.Obj.class::cast)
                        .filter(object -> object.fields().containsKey(kind))
                        .map(object -> object.object(kind))
                        .toList()
                : List.of();
    }

    private static String network(JsonValue verdict) {
        String chain =
                verdict instanceof JsonValue.Obj object
                        ? object.object("jump").text("target", "")
                        : "";
        return chain.startsWith("into-") ? chain.substring("into-".length()) : chain;
    }

    private static Published published(String map, JsonValue key, JsonValue target) {
        String to = text(target);
        String address = to.contains(" . ") ? to.substring(0, to.indexOf(" . ")) : to;
        if (key instanceof JsonValue.Obj object && object.fields().containsKey("elem")) {
            JsonValue.Obj element = object.object("elem");
            String plain = element.get("val").map(FilterState::text).orElse("");
            return new Published(map, plain, element.text("comment", ""), address);
        }
        return new Published(map, text(key), "", address);
    }

    /// As nft's own language writes it.
    private static String text(JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String text) -> text;
            case JsonValue.Num(String literal) -> literal;
            case JsonValue.Obj object ->
                    object.list("concat").stream()
                            .map(FilterState::text)
                            .collect(Collectors.joining(" . "));
            default -> "";
        };
    }
}
