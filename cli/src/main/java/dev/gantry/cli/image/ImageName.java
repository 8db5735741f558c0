package dev.gantry.cli.image;

import dev.gantry.cli.command.ExitException;
import java.util.regex.Pattern;

/// Names of images with and without what is understood: `busybox` is
/// `docker.io/library/busybox:latest`.
public final class ImageName {
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\\d+)?/|\\[[0-9a-fA-F:]+](?::\\d+)?/)?"
                            + COMPONENT
                            + "(?:/"
                            + COMPONENT
                            + ")*(?::\\w[\\w.-]{0,127})?"
                            + "(?:@[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");

    private ImageName() {}

    /// Refuses what names no image, in Docker's words.
    public static void check(String name) throws ExitException {
        if (FORM.matcher(name).matches()) {
            return;
        }
        String repository = repository(name);
        if (FORM.matcher(repository.toLowerCase(java.util.Locale.ROOT)).matches()
                && !FORM.matcher(repository).matches()) {
            String path = full(repository).replaceFirst("^[^/]*/", "");
            throw ExitException.because(
                    "invalid reference format: repository name (" + path + ") must be lowercase");
        }
        throw ExitException.because("invalid reference format");
    }

    /// The name with `:latest` where it has neither tag nor digest.
    public static String withTag(String name) {
        return repository(name).length() < name.length() ? name : name + ":latest";
    }

    /// The tag a name has; empty when it has none.
    public static String tag(String name) {
        String repository = repository(name);
        return repository.length() < name.length() ? name.substring(repository.length() + 1) : "";
    }

    /// The name without tag and digest.
    public static String repository(String name) {
        String plain = name.indexOf('@') < 0 ? name : name.substring(0, name.indexOf('@'));
        int colon = plain.lastIndexOf(':');
        return colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain;
    }

    /// With the registry and, for Docker's own images, `library`.
    public static String full(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean isRegistry =
                first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        if (isRegistry) {
            return name;
        }
        return slash < 0 ? "docker.io/library/" + name : "docker.io/" + name;
    }
}
