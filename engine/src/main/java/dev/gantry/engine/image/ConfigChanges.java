package dev.gantry.engine.image;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Instructions of a Dockerfile that change what a container of an image runs: what `docker commit`
/// and `docker import` take as `--change`.
public final class ConfigChanges {
    private static final String SHELL = "/bin/sh";

    private @Nullable String user;
    private @Nullable String workingDir;
    private @Nullable String stopSignal;
    private @Nullable List<String> entrypoint;
    private @Nullable List<String> cmd;
    private @Nullable JsonValue healthcheck;
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, String> labels;
    private final Map<String, JsonValue> ports;
    private final Map<String, JsonValue> volumes;
    private final List<String> onBuild;
    private final ImageConfig.Run start;

    private ConfigChanges(ImageConfig.Run start) {
        this.start = start;
        this.user = start.user();
        this.workingDir = start.workingDir();
        this.stopSignal = start.stopSignal();
        this.entrypoint = start.entrypoint();
        this.cmd = start.cmd();
        this.healthcheck = start.healthcheck();
        this.labels = new TreeMap<>(start.labels() == null ? Map.of() : start.labels());
        this.ports = new TreeMap<>(start.exposedPorts() == null ? Map.of() : start.exposedPorts());
        this.volumes = new TreeMap<>(start.volumes() == null ? Map.of() : start.volumes());
        this.onBuild = new ArrayList<>(start.onBuild() == null ? List.of() : start.onBuild());
        for (String variable : start.env() == null ? List.<String>of() : start.env()) {
            int equals = variable.indexOf('=');
            env.put(
                    equals < 0 ? variable : variable.substring(0, equals),
                    equals < 0 ? "" : variable.substring(equals + 1));
        }
    }

    /// @param changes one instruction or several lines of them each
    /// @throws EngineException in Docker's words when one makes no sense or may not stand here
    public static ImageConfig.Run apply(ImageConfig.Run start, List<String> changes) {
        if (changes.isEmpty()) {
            return start;
        }
        List<String> lines =
                String.join("\n", changes)
                        .replaceAll("\\\\[ \\t]*\\n", "")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .toList();
        if (lines.isEmpty()) {
            throw EngineException.invalid("file with no instructions");
        }
        ConfigChanges config = new ConfigChanges(start);
        lines.forEach(config::apply);
        return config.run();
    }

    private void apply(String line) {
        String[] parts = line.split("[ \\t]+", 2);
        String word = parts[0].toUpperCase(Locale.ROOT);
        String rest = parts.length < 2 ? "" : parts[1].strip();
        switch (word) {
            case "CMD" -> cmd = command(rest);
            case "ENTRYPOINT" -> {
                entrypoint = command(rest);
                cmd = java.util.Objects.equals(cmd, start.cmd()) ? null : cmd;
            }
            case "ENV" -> pairs(word, rest).forEach(env::put);
            case "LABEL" -> pairs(word, rest).forEach(labels::put);
            case "EXPOSE" -> words(word, rest).forEach(this::expose);
            case "VOLUME" -> volumes(rest);
            case "USER" -> user = one(word, rest);
            case "WORKDIR" -> workingDir = within(one(word, rest));
            case "STOPSIGNAL" -> stopSignal = signal(one(word, rest));
            case "HEALTHCHECK" -> healthcheck = HealthcheckChange.parse(rest);
            case "ONBUILD" -> onBuild(rest);
            default -> throw EngineException.invalid(word + " is not a valid change command");
        }
    }

    private static @Nullable List<String> command(String rest) {
        List<String> exact = ChangeWords.json(rest);
        if (exact != null) {
            return exact.isEmpty() ? null : exact;
        }
        return rest.isEmpty() ? List.of(SHELL, "-c") : List.of(SHELL, "-c", rest);
    }

    private static String required(String word, String rest) {
        if (rest.isEmpty()) {
            throw EngineException.invalid(word + " requires at least one argument");
        }
        return rest;
    }

    private String one(String word, String rest) {
        if (rest.isEmpty()) {
            throw EngineException.invalid(word + " requires exactly one argument");
        }
        return ChangeWords.expand(rest, env);
    }

    private List<String> words(String word, String rest) {
        return ChangeWords.split(required(word, rest)).stream()
                .map(text -> ChangeWords.expand(text, env))
                .toList();
    }

    /// `A=b C=d`, or the old `A b c`. Variables mean what they did before the instruction.
    private Map<String, String> pairs(String word, String rest) {
        List<String> words = ChangeWords.split(required(word, rest));
        Map<String, String> before = Map.copyOf(env);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (!words.getFirst().contains("=")) {
            String[] old = rest.split("[ \\t]+", 2);
            if (old.length < 2) {
                throw EngineException.invalid(word + " must have two arguments");
            }
            pairs.put(
                    ChangeWords.expand(old[0], before), ChangeWords.expand(old[1].strip(), before));
            return pairs;
        }
        for (String pair : words) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw EngineException.invalid(
                        "Syntax error - can't find = in \"%s\". Must be of the form: name=value"
                                .formatted(pair));
            }
            String name = ChangeWords.expand(pair.substring(0, equals), before);
            if (name.isEmpty()) {
                throw EngineException.invalid(word + " names can not be blank");
            }
            pairs.put(name, ChangeWords.expand(pair.substring(equals + 1), before));
        }
        return pairs;
    }

    private void expose(String text) {
        String[] parts = text.split("/", 2);
        String protocol = parts.length < 2 ? "tcp" : parts[1].toLowerCase(Locale.ROOT);
        String[] range = parts[0].split("-", 2);
        int first = port(range[0], text);
        int last = range.length < 2 ? first : port(range[1], text);
        if (first > last || !List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw EngineException.invalid("Invalid containerPort: " + text);
        }
        for (int port = first; port <= last; port++) {
            ports.put(port + "/" + protocol, JsonValue.object().build());
        }
    }

    private static int port(String text, String whole) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw EngineException.invalid("Invalid containerPort: " + whole);
        }
        return Integer.parseInt(text);
    }

    private void volumes(String rest) {
        List<String> exact = ChangeWords.json(rest);
        for (String volume : exact == null ? words("VOLUME", rest) : exact) {
            if (volume.isBlank()) {
                throw EngineException.invalid("VOLUME specified can not be an empty string");
            }
            volumes.put(volume, JsonValue.object().build());
        }
    }

    private String within(String path) {
        String base = workingDir == null || workingDir.isEmpty() ? "/" : workingDir;
        String whole = path.startsWith("/") ? path : base + "/" + path;
        List<String> parts = new ArrayList<>();
        for (String part : whole.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    private static String signal(String text) {
        boolean isKnown = text.toUpperCase(Locale.ROOT).matches("(SIG)?[A-Z][A-Z0-9+-]{2,}");
        boolean isNumber = text.matches("[0-9]{1,2}") && Integer.parseInt(text) >= 1;
        if (!isKnown && !isNumber) {
            throw EngineException.invalid("invalid signal: " + text);
        }
        return text;
    }

    private void onBuild(String rest) {
        String inner = required("ONBUILD", rest).split("[ \\t]+", 2)[0].toUpperCase(Locale.ROOT);
        switch (inner) {
            case "ONBUILD" ->
                    throw EngineException.invalid(
                            "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "MAINTAINER", "FROM" ->
                    throw EngineException.invalid(inner + " isn't allowed as an ONBUILD trigger");
            default -> onBuild.add(rest);
        }
    }

    private ImageConfig.Run run() {
        List<String> variables = new ArrayList<>();
        env.forEach((name, value) -> variables.add(name + "=" + value));
        return new ImageConfig.Run(
                user,
                ports.isEmpty() ? null : ports,
                variables.isEmpty() ? null : variables,
                entrypoint,
                cmd,
                volumes.isEmpty() ? null : volumes,
                workingDir,
                labels.isEmpty() ? null : labels,
                stopSignal,
                start.shell(),
                onBuild.isEmpty() ? null : onBuild,
                start.argsEscaped(),
                healthcheck);
    }
}
