package dev.gantry.engine.volume;

import dev.gantry.base.RandomId;
import dev.gantry.engine.EngineException;
import dev.gantry.host.storage.VolumeMount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A volume somebody wants: a name that a volume can have, and options the driver understands.
///
/// @param name given, or one of our own
public record VolumeRequest(String name, Map<String, String> options, Map<String, String> labels) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final int LONGEST = 255;
    private static final List<String> OPTIONS = List.of("device", "o", "size", "type");

    /// @throws EngineException in Docker's words
    public VolumeRequest {
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    name,
                    "\"%s\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
                            .formatted(name));
        }
        if (name.length() < 2) {
            throw refused(
                    name,
                    "volume name is too short, names should be at least two alphanumeric characters");
        }
        if (name.length() > LONGEST) {
            throw refused(
                    name,
                    "volume name is too long, names have at most %d characters".formatted(LONGEST));
        }
        requireOptions(name, options);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    /// @param name empty for one of our own
    /// @param driver empty for the default one
    public static VolumeRequest of(
            String name, String driver, Map<String, String> options, Map<String, String> labels) {
        if (!driver.isEmpty() && !driver.equals("local")) {
            throw EngineException.notFound(
                    "create %s: error looking up volume plugin %s: plugin \"%s\" not found"
                            .formatted(name, driver, driver));
        }
        if (!name.isEmpty()) {
            return new VolumeRequest(name, options, labels);
        }
        Map<String, String> marked = new HashMap<>(labels);
        marked.put(VolumeDocument.ANONYMOUS, "");
        return new VolumeRequest(RandomId.hex(32), options, marked);
    }

    private static void requireOptions(String name, Map<String, String> options) {
        for (String option : options.keySet().stream().sorted().toList()) {
            if (!OPTIONS.contains(option)) {
                throw refused(name, "invalid option: \"%s\"".formatted(option));
            }
        }
        if (!options.getOrDefault("size", "").isEmpty()) {
            throw refused(
                    name,
                    "quota size requested but no quota support: sizes of volumes are not supported by this version of Gantry; for a volume in memory use the options type=tmpfs, device=tmpfs and o=size=…");
        }
        boolean mounts = options.keySet().stream().anyMatch(option -> !option.equals("size"));
        for (String needed : mounts ? List.of("device", "type") : List.<String>of()) {
            if (options.getOrDefault(needed, "").isEmpty()) {
                throw refused(name, "missing required option: \"%s\"".formatted(needed));
            }
        }
    }

    private static EngineException refused(String name, String why) {
        return EngineException.invalid("create %s: %s".formatted(name, why));
    }

    /// What is to be mounted on the volume's directory while it is used.
    static Optional<VolumeMount> mount(Map<String, String> options) {
        return options.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new VolumeMount(
                                options.getOrDefault("type", ""),
                                options.getOrDefault("device", ""),
                                options.getOrDefault("o", "")));
    }
}
