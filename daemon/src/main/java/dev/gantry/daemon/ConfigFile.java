package dev.gantry.daemon;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `daemon.json`: flags by their long names, with dockerd's plurals for lists.
final class ConfigFile {
    static final String DEFAULT = "/etc/gantry/daemon.json";

    private static final Map<String, String> PLURALS =
            Map.ofEntries(
                    Map.entry("cdi-spec-dirs", "cdi-spec-dir"),
                    Map.entry("hosts", "host"),
                    Map.entry("log-opts", "log-opt"),
                    Map.entry("insecure-registries", "insecure-registry"),
                    Map.entry("registry-mirrors", "registry-mirror"),
                    Map.entry("token-servers", "token-server"),
                    Map.entry("runtimes", "add-runtime"),
                    Map.entry("default-address-pools", "default-address-pool"),
                    Map.entry("default-network-opts", "default-network-opt"),
                    Map.entry("dns", "dns"),
                    Map.entry("dns-opts", "dns-opt"),
                    Map.entry("dns-search", "dns-search"),
                    Map.entry("host-gateway-ips", "host-gateway-ip"));

    private ConfigFile() {}

    /// Adds what the file says to what the command line does. Both must not say the same thing.
    static Flags merged(Flags flags) {
        Path file = Path.of(flags.text("config-file", DEFAULT));
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            if (flags.has("config-file")) {
                throw new UsageException("unable to read the configuration file " + file, e);
            }
            return flags;
        } catch (IOException e) {
            throw new UsageException(
                    "unable to read the configuration file %s: %s".formatted(file, e.getMessage()),
                    e);
        }
        return text.isBlank() ? flags : merged(flags, file, text);
    }

    static Flags merged(Flags flags, Path file, String text) {
        Map<String, List<String>> all = new LinkedHashMap<>(flags.values());
        List<String> conflicts = new ArrayList<>();
        parse(file, text)
                .fields()
                .forEach((key, value) -> {
                    String name = PLURALS.getOrDefault(key, singular(key));
                    boolean isList = Flags.LISTS.contains(name);
                    Flags.require(
                            isList && !PLURALS.containsKey(key) ? "?" + key : name,
                            "%s in %s".formatted(key, file));
                    if (flags.has(name) && !name.equals("debug")) {
                        conflicts.add(
                                "%s: (from flag: %s, from file: %s)"
                                        .formatted(key, flags.all(name), Json.print(value)));
                    }
                    all.put(name, values(key, value));
                });
        if (!conflicts.isEmpty()) {
            throw new UsageException(
                    "the following directives are specified both as a flag and in the configuration"
                            + " file: "
                            + String.join(", ", conflicts));
        }
        return new Flags(all);
    }

    /// dockerd writes most lists in the plural.
    private static String singular(String key) {
        String shorter = key.replaceFirst("s$", "");
        return !Flags.isKnown(key) && Flags.isKnown(shorter) ? shorter : key;
    }

    private static JsonValue.Obj parse(Path file, String text) {
        try {
            if (Json.parse(text) instanceof JsonValue.Obj fields) {
                return fields;
            }
            throw new UsageException("the configuration file %s is no JSON object".formatted(file));
        } catch (JsonException e) {
            throw new UsageException(
                    "unable to configure the daemon with file %s: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static List<String> values(String key, JsonValue value) {
        return switch (value) {
            case JsonValue.Str(String text) -> List.of(text);
            case JsonValue.Bool(boolean truth) -> List.of(Boolean.toString(truth));
            case JsonValue.Num(String literal) -> List.of(literal);
            case JsonValue.Null _ -> List.of();
            case JsonValue.Arr(List<JsonValue> items) ->
                    items.stream().flatMap(item -> values(key, item).stream()).toList();
            case JsonValue.Obj(Map<String, JsonValue> fields) ->
                    switch (key) {
                        case "default-address-pools" -> List.of(pool(fields));
                        case "default-network-opts" -> driverOptions(key, fields);
                        case "log-opts" -> pairs(key, fields);
                        default -> runtimes(key, fields);
                    };
        };
    }

    /// `{"base":"10.10.0.0/16","size":24}`.
    private static String pool(Map<String, JsonValue> fields) {
        List<String> pairs = new ArrayList<>();
        fields.forEach(
                (name, value) -> values(name, value).forEach(v -> pairs.add(name + "=" + v)));
        return String.join(",", pairs);
    }

    /// `{"bridge":{"name":"value"}}`.
    private static List<String> driverOptions(String key, Map<String, JsonValue> drivers) {
        List<String> options = new ArrayList<>();
        drivers.forEach((driver, value) -> {
            if (value instanceof JsonValue.Obj(Map<String, JsonValue> fields)) {
                fields.forEach((name, option) ->
                        values(key, option)
                                .forEach(v -> options.add(driver + "=" + name + "=" + v)));
            }
        });
        return options;
    }

    /// `{"max-size":"10m"}`.
    private static List<String> pairs(String key, Map<String, JsonValue> fields) {
        List<String> pairs = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (!(value instanceof JsonValue.Str(String text))) {
                throw new UsageException(
                        "%s in the configuration file: %s is no string".formatted(key, name));
            }
            pairs.add(name + "=" + text);
        });
        return pairs;
    }

    /// `{"name":{"path":"/usr/bin/x"}}`.
    private static List<String> runtimes(String key, Map<String, JsonValue> runtimes) {
        List<String> values = new ArrayList<>();
        runtimes.forEach((name, runtime) -> {
            String path = runtime instanceof JsonValue.Obj fields ? fields.text("path", "") : "";
            boolean isPlain =
                    runtime instanceof JsonValue.Obj fields && fields.fields().size() == 1;
            if (!key.equals("runtimes") || path.isEmpty() || !isPlain) {
                throw new UsageException(
                        "%s in the configuration file: a runtime is {\"path\": …} and nothing else"
                                .formatted(key));
            }
            values.add(name + "=" + path);
        });
        return values;
    }
}
