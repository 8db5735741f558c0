package dev.gantry.cli.create;

import dev.gantry.api.container.BindOptions;
import dev.gantry.api.container.Mount;
import dev.gantry.api.container.TmpfsOptions;
import dev.gantry.api.container.VolumeOptions;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.GoNumber;
import dev.gantry.cli.value.Size;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One `--mount`: `type=bind,source=/a,target=/b,readonly`.
final class MountSpec {
    private String type = "volume";
    private @Nullable String source;
    private @Nullable String target;
    private @Nullable String consistency;
    private boolean readOnly;

    private @Nullable String propagation;
    private boolean nonRecursive;
    private boolean createMountpoint;
    private boolean readOnlyNonRecursive;
    private boolean readOnlyForceRecursive;
    private boolean hasBind;

    private boolean noCopy;
    private @Nullable String subpath;
    private @Nullable String driver;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> driverOptions = new LinkedHashMap<>();
    private boolean hasVolume;

    private @Nullable String imageSubpath;

    private long tmpfsSize;
    private int tmpfsMode;
    private boolean hasTmpfs;

    private MountSpec() {}

    static void check(String text) {
        parse(text);
    }

    /// @throws IllegalArgumentException in Docker's words
    static Mount parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("EOF");
        }
        MountSpec spec = new MountSpec();
        for (String field : Csv.fields(text)) {
            spec.field(field);
        }
        return spec.mount();
    }

    private void field(String field) {
        int equals = field.indexOf('=');
        String key = equals < 0 ? field : field.substring(0, equals);
        if (equals < 0) {
            bare(field);
            return;
        }
        String value = field.substring(equals + 1);
        if (key.startsWith("bind-")) {
            bind(key, value, field);
        } else if (key.startsWith("volume-")) {
            volume(key, value, field);
        } else if (key.startsWith("tmpfs-")) {
            tmpfs(key, value, field);
        } else {
            common(key, value, field);
        }
    }

    private void bare(String field) {
        switch (field) {
            case "readonly", "ro" -> readOnly = true;
            case "volume-nocopy" -> {
                noCopy = true;
                hasVolume = true;
            }
            case "bind-nonrecursive" ->
                    throw new IllegalArgumentException(
                            "bind-nonrecursive is deprecated, use bind-recursive=disabled instead");
            default ->
                    throw new IllegalArgumentException(
                            "invalid field '" + field + "' must be a key=value pair");
        }
    }

    private void common(String key, String value, String field) {
        switch (key) {
            case "type" -> type = value.toLowerCase(java.util.Locale.ROOT);
            case "source", "src" ->
                    source =
                            value.startsWith(".")
                                    ? Path.of(value).toAbsolutePath().normalize().toString()
                                    : value;
            case "target", "dst", "destination" -> target = value;
            case "readonly", "ro" -> readOnly = truth(key, value);
            case "consistency" -> consistency = value.toLowerCase(java.util.Locale.ROOT);
            case "image-subpath" -> imageSubpath = value;
            default -> throw unexpected(key, field);
        }
    }

    private void bind(String key, String value, String field) {
        hasBind = true;
        switch (key) {
            case "bind-propagation" -> propagation = value.toLowerCase(java.util.Locale.ROOT);
            case "bind-recursive" -> recursive(value);
            case "bind-create-mountpoint", "bind-create-src" ->
                    createMountpoint = truth(key, value);
            default -> throw unexpected(key, field);
        }
    }

    private void recursive(String value) {
        switch (value) {
            case "enabled" -> hasBind = propagation != null;
            case "disabled" -> nonRecursive = true;
            case "writable" -> readOnlyNonRecursive = true;
            case "readonly" -> readOnlyForceRecursive = true;
            default ->
                    throw new IllegalArgumentException(
                            "invalid value for bind-recursive: %s (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"
                                    .formatted(value));
        }
    }

    private void volume(String key, String value, String field) {
        hasVolume = true;
        switch (key) {
            case "volume-subpath" -> subpath = value;
            case "volume-nocopy" -> noCopy = truth(key, value);
            case "volume-label" -> labels.putAll(KeyValues.map(java.util.List.of(value)));
            case "volume-driver" -> driver = value;
            case "volume-opt" -> driverOptions.putAll(KeyValues.map(java.util.List.of(value)));
            default -> throw unexpected(key, field);
        }
    }

    private void tmpfs(String key, String value, String field) {
        hasTmpfs = true;
        switch (key) {
            case "tmpfs-size" -> {
                try {
                    tmpfsSize = Size.parse(value);
                } catch (IllegalArgumentException e) {
                    throw invalid(key, value, e);
                }
            }
            case "tmpfs-mode" -> {
                try {
                    tmpfsMode = Integer.parseInt(value, 8);
                } catch (NumberFormatException e) {
                    throw invalid(key, value, e);
                }
            }
            default -> throw unexpected(key, field);
        }
    }

    private static boolean truth(String key, String value) {
        try {
            return GoNumber.parseBool(value);
        } catch (IllegalArgumentException e) {
            throw invalid(key, value, e);
        }
    }

    private static IllegalArgumentException invalid(String key, String value, Exception cause) {
        return new IllegalArgumentException("invalid value for " + key + ": " + value, cause);
    }

    private static IllegalArgumentException unexpected(String key, String field) {
        return new IllegalArgumentException("unexpected key '" + key + "' in '" + field + "'");
    }

    private Mount mount() {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type is required");
        }
        if (target == null || target.isEmpty()) {
            throw new IllegalArgumentException("target is required");
        }
        refuseMix("bind", hasBind);
        refuseMix("volume", hasVolume);
        refuseMix("image", imageSubpath != null);
        refuseMix("tmpfs", hasTmpfs);
        return new Mount(
                type,
                source,
                target,
                readOnly,
                consistency,
                bindOptions(),
                volumeOptions(),
                imageSubpath == null
                        ? null
                        : JsonValue.object().put("Subpath", imageSubpath).build(),
                hasTmpfs ? new TmpfsOptions(tmpfsSize, tmpfsMode, null) : null);
    }

    private void refuseMix(String family, boolean used) {
        if (used && !type.equals(family)) {
            throw new IllegalArgumentException(
                    "cannot mix '%s-*' options with mount type '%s'".formatted(family, type));
        }
    }

    private @Nullable BindOptions bindOptions() {
        if (readOnlyNonRecursive && !readOnly) {
            throw new IllegalArgumentException(
                    "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction");
        }
        if (readOnlyForceRecursive && !readOnly) {
            throw new IllegalArgumentException(
                    "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
        }
        if (readOnlyForceRecursive && !"rprivate".equals(propagation)) {
            throw new IllegalArgumentException(
                    "option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in conjunction");
        }
        return hasBind
                ? new BindOptions(
                        propagation,
                        nonRecursive,
                        createMountpoint,
                        readOnlyNonRecursive,
                        readOnlyForceRecursive)
                : null;
    }

    private @Nullable VolumeOptions volumeOptions() {
        if (!hasVolume) {
            return null;
        }
        JsonValue.Builder config = JsonValue.object();
        if (driver != null) {
            config.put("Name", driver);
        }
        if (!driverOptions.isEmpty()) {
            config.put("Options", driverOptions);
        }
        return new VolumeOptions(noCopy, labels, subpath, config.build());
    }
}
