package dev.gantry.cli.system;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.format.Table;
import dev.gantry.cli.format.Template;
import dev.gantry.cli.format.TemplateException;
import dev.gantry.cli.value.LocalTime;
import dev.gantry.cli.value.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Versions of client and daemon as a text.
final class VersionText {
    private static final List<String> SERVER_FIELDS =
            List.of(
                    "ApiVersion",
                    "MinAPIVersion",
                    "GoVersion",
                    "GitCommit",
                    "BuildTime",
                    "Os",
                    "Arch",
                    "Experimental");

    private VersionText() {}

    /// The template asked for; null for the text.
    static @Nullable Template template(String format) throws ExitException {
        if (format.isEmpty()) {
            return null;
        }
        try {
            return Template.compile(format.equals("json") ? "{{json .}}" : format);
        } catch (TemplateException e) {
            throw new ExitException(64, "template parsing error: " + e.getMessage());
        }
    }

    /// The daemon's answer with the dates of its components in the form people read.
    static JsonValue withDates(JsonValue.Obj server) {
        List<JsonValue> components = new ArrayList<>();
        for (JsonValue.Obj component : Member.objects(server, "Components")) {
            Map<String, String> details = new TreeMap<>(Member.map(component, "Details"));
            details.computeIfPresent("BuildTime", (_, time) -> LocalTime.asDate(time));
            components.add(replaced(component, "Details", Json.tree(details)));
        }
        return replaced(server, "Components", new JsonValue.Arr(components));
    }

    private static JsonValue replaced(JsonValue.Obj object, String name, JsonValue value) {
        Map<String, JsonValue> fields = new LinkedHashMap<>(object.fields());
        fields.computeIfPresent(name, (_, _) -> value);
        return new JsonValue.Obj(fields);
    }

    static String of(JsonValue.Obj versions) {
        StringBuilder text = new StringBuilder("Client:\n");
        JsonValue.Obj client = versions.object("Client");
        row(text, " Version", Member.text(client, "Version"));
        row(text, " API version", apiVersion(client));
        row(text, " Java version", Member.text(client, "JavaVersion"));
        row(text, " Git commit", Member.text(client, "GitCommit"));
        row(text, " OS/Arch", platform(client));
        row(text, " Context", Member.text(client, "Context"));
        if (versions.get("Server").orElseThrow() instanceof JsonValue.Obj server) {
            server(text, server);
        }
        return Table.align(text.toString(), 20, 1);
    }

    private static String apiVersion(JsonValue.Obj client) {
        String used = Member.text(client, "ApiVersion");
        String newest = Member.text(client, "DefaultAPIVersion");
        return used.equals(newest) ? used : used + " (downgraded from " + newest + ")";
    }

    private static void server(StringBuilder text, JsonValue.Obj server) {
        String platform = Member.text(server.object("Platform"), "Name");
        text.append("\nServer:").append(platform.isEmpty() ? "" : " " + platform).append('\n');
        List<JsonValue.Obj> components = Member.objects(server, "Components");
        if (components.isEmpty()) {
            engine(text, Member.text(server, "Version"), details(server));
        }
        for (JsonValue.Obj component : components) {
            Map<String, String> details = new TreeMap<>(Member.map(component, "Details"));
            String version = Member.text(component, "Version");
            if (Member.text(component, "Name").equals("Engine")) {
                engine(text, version, details);
            } else {
                text.append(' ').append(Member.text(component, "Name")).append(":\n");
                row(text, "  Version", version);
                details.forEach((key, value) -> row(text, "  " + key, value));
            }
        }
    }

    private static Map<String, String> details(JsonValue.Obj server) {
        Map<String, String> details = new TreeMap<>();
        SERVER_FIELDS.forEach(name -> details.put(name, Member.text(server, name)));
        details.put("Experimental", Boolean.toString(Member.truth(server, "Experimental")));
        return details;
    }

    private static void engine(StringBuilder text, String version, Map<String, String> details) {
        text.append(" Engine:\n");
        row(text, "  Version", version);
        row(
                text,
                "  API version",
                "%s (minimum version %s)"
                        .formatted(
                                details.getOrDefault("ApiVersion", ""),
                                details.getOrDefault("MinAPIVersion", "")));
        optional(text, "  Go version", details.get("GoVersion"));
        optional(text, "  Java version", details.get("JavaVersion"));
        optional(text, "  Git commit", details.get("GitCommit"));
        optional(text, "  Built", details.getOrDefault("BuildTime", ""));
        row(
                text,
                "  OS/Arch",
                details.getOrDefault("Os", "") + "/" + details.getOrDefault("Arch", ""));
        optional(text, "  Experimental", details.get("Experimental"));
    }

    private static void optional(StringBuilder text, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            row(text, name, value);
        }
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(name).append(":\t").append(value).append('\n');
    }

    private static String platform(JsonValue.Obj client) {
        return Member.text(client, "Os") + "/" + Member.text(client, "Arch");
    }
}
