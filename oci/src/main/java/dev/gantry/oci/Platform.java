package dev.gantry.oci;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an image runs on, in Go's words: `linux`, `amd64`, and for some architectures a variant.
///
/// @param variant such as `v7` of `arm`, or `null`
public record Platform(String os, String architecture, @Nullable String variant) {
    /// The machine this program runs on.
    public static Platform current() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return parse("linux/" + name);
    }

    /// Reads `linux/arm/v7`, `linux/amd64`, `arm64` or `linux`; names are normalised as containerd
    /// does (`x86_64` is `amd64`, `aarch64` is `arm64`, `arm64/v8` is `arm64`).
    ///
    /// @throws IllegalArgumentException when it has another form
    public static Platform parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        for (String part : parts) {
            if (!part.matches("[a-z0-9_.-]+")) {
                throw new IllegalArgumentException(
                        "\"%s\" is an invalid component of \"%s\"".formatted(part, text));
            }
        }
        return switch (parts.length) {
            case 1 ->
                    isOs(parts[0])
                            ? normal(parts[0], current().architecture, null)
                            : normal("linux", parts[0], null);
            case 2 -> normal(parts[0], parts[1], null);
            case 3 -> normal(parts[0], parts[1], parts[2]);
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\": cannot parse platform specifier".formatted(text));
        };
    }

    private static boolean isOs(String name) {
        return name.equals("linux") || name.equals("windows") || name.equals("darwin");
    }

    public static Platform normal(String os, String architecture, @Nullable String variant) {
        return switch (architecture) {
            case "x86_64", "x86-64", "amd64" ->
                    new Platform(os, "amd64", "v1".equals(variant) ? null : empty(variant));
            case "aarch64", "arm64" ->
                    new Platform(
                            os,
                            "arm64",
                            "8".equals(variant) || "v8".equals(variant) ? null : empty(variant));
            case "armhf" -> new Platform(os, "arm", "v7");
            case "armel" -> new Platform(os, "arm", "v6");
            case "arm" -> new Platform(os, "arm", empty(variant) == null ? "v7" : variant);
            case "i386" -> new Platform(os, "386", empty(variant));
            default -> new Platform(os, architecture, empty(variant));
        };
    }

    private static @Nullable String empty(@Nullable String variant) {
        return variant == null || variant.isEmpty() ? null : variant;
    }

    /// Whether an image of `this` platform serves a request for `wanted`.
    public boolean serves(Platform wanted) {
        return os.equals(wanted.os)
                && architecture.equals(wanted.architecture)
                && (wanted.variant == null || wanted.variant.equals(variant));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
}
