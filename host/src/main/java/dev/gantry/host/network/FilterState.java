package dev.gantry.host.network;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.linux.Nftables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Our tables of the packet filter as the kernel has them.
///
/// @param bridges of the families that have a table, the bridge of each network, by the network's
///   short id
record FilterState(Map<Family, Map<String, String>> bridges, List<Published> published) {
    static final FilterState NONE = new FilterState(Map.of(), List.of());

    FilterState {
        bridges = Map.copyOf(bridges);
        published = List.copyOf(published);
    }

    /// As it is when a network has gone.
    FilterState without(String network) {
        Map<Family, Map<String, String>> left = new EnumMap<>(Family.class);
        bridges.forEach((family, all) -> {
            Map<String, String> others = new HashMap<>(all);
            others.remove(network);
            if (!others.isEmpty()) {
                left.put(family, others);
            }
        });
        return new FilterState(left, published);
    }

    /// An element of a map of ports.
    ///
    /// @param owner the endpoint; empty when the element says none
    record Published(Family family, String map, String key, String owner) {}

    static FilterState read(String table) throws IOException {
        List<JsonValue.Obj> tables = objects(Nftables.list("list tables"), "table");
        Map<Family, Map<String, String>> bridges = new EnumMap<>(Family.class);
        List<Published> published = new ArrayList<>();
        for (Family family : Family.values()) {
            if (tables.stream()
                    .anyMatch(t ->
                            t.text("name", "").equals(table)
                                    && t.text("family", "").equals(family.table()))) {
                FilterState one =
                        parse(family, Nftables.list("list table " + family.table() + " " + table));
                bridges.putAll(one.bridges);
                published.addAll(one.published);
            }
        }
        return new FilterState(bridges, published);
    }

    static FilterState parse(Family family, String json) throws IOException {
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
                    published.add(published(family, name, pair.get(0)));
                }
            }
        }
        for (JsonValue.Obj set : objects(json, "set")) {
            if (set.text("name", "").equals(FilterRules.OPEN)) {
                set.list("elem")
                        .forEach(port -> published.add(published(family, FilterRules.OPEN, port)));
            }
        }
        return new FilterState(Map.of(family, bridges), published);
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

    private static Published published(Family family, String map, JsonValue key) {
        if (key instanceof JsonValue.Obj object && object.fields().containsKey("elem")) {
            JsonValue.Obj element = object.object("elem");
            String plain = element.get("val").map(FilterState::text).orElse("");
            return new Published(family, map, plain, element.text("comment", ""));
        }
        return new Published(family, map, text(key), "");
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
