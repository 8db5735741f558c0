package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Devices by qualified names such as `vendor.com/class=name`, as files of the administrator's
/// describe them (CDI specification). They are read when they are asked for, so that a driver may
/// write them at any time.
public final class CdiDevices {
    public static final List<Path> DIRECTORIES =
            List.of(Path.of("/etc/cdi"), Path.of("/var/run/cdi"));

    private static final Logger LOG = LoggerFactory.getLogger(CdiDevices.class);

    private final List<Path> directories;

    /// @param directories what a later one says counts more
    public CdiDevices(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    public List<Path> directories() {
        return directories;
    }

    /// One file.
    private record Spec(String kind, JsonValue.Obj document) {
        Optional<JsonValue.Obj> device(String name) {
            return document.list("devices").stream()
                    .filter(device ->
                            device instanceof JsonValue.Obj fields
                                    && (kind + "=" + fields.text("name", "")).equals(name))
                    .map(JsonValue.Obj.class::cast)
                    .findFirst();
        }
    }

    /// What some devices add.
    ///
    /// @throws IOException in Docker's words when one cannot be found, or when two files of one
    ///   directory describe it
    public CdiEdits edits(List<String> names) throws IOException {
        if (names.isEmpty()) {
            return CdiEdits.NONE;
        }
        List<List<Spec>> specs = new ArrayList<>();
        for (Path directory : directories.reversed()) {
            specs.add(read(directory));
        }
        CdiEdits all = CdiEdits.NONE;
        Set<Spec> used = new LinkedHashSet<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            Optional<Spec> spec = find(specs, name);
            if (spec.isEmpty()) {
                missing.add(name);
                continue;
            }
            used.add(spec.get());
            all = all.and(edits(spec.get().device(name).orElseThrow()));
        }
        if (!missing.isEmpty()) {
            throw new IOException(
                    "CDI device injection failed: unresolvable CDI devices "
                            + String.join(", ", missing));
        }
        for (Spec spec : used) {
            all = all.and(edits(spec.document));
        }
        return all;
    }

    private static CdiEdits edits(JsonValue.Obj from) throws IOException {
        return CdiEdits.read(from.object("containerEdits"));
    }

    private static Optional<Spec> find(List<List<Spec>> specs, String name) {
        for (List<Spec> directory : specs) {
            List<Spec> found =
                    directory.stream().filter(spec -> spec.device(name).isPresent()).toList();
            if (!found.isEmpty()) {
                return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<Spec> read(Path directory) throws IOException {
        List<Spec> specs = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, "*.{json,yaml,yml}")) {
            for (Path file : files) {
                readOne(file).ifPresent(specs::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return specs;
    }

    /// A file that makes no sense must not keep the others from being used.
    private static Optional<Spec> readOne(Path file) {
        try {
            Object yaml =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build())
                            .loadFromString(Files.readString(file));
            if (Json.tree(yaml) instanceof JsonValue.Obj document) {
                return Optional.of(new Spec(document.text("kind", ""), document));
            }
            LOG.warn("the CDI file {} is no object and is passed over", file);
        } catch (IOException | YamlEngineException | IllegalArgumentException e) {
            LOG.warn("the CDI file {} is passed over: {}", file, e.getMessage());
        }
        return Optional.empty();
    }
}
