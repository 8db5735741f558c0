package dev.gantry.oci;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of an image: registry, repository, and a tag, a digest, both, or neither.
///
/// Names are normalised as Docker does: `busybox` is `docker.io/library/busybox`. Grammar: the
/// distribution project's reference format.
///
/// @param domain registry host with an optional port, never empty
/// @param path repository within the registry, never empty
public record ImageReference(
        String domain, String path, @Nullable String tag, @Nullable Digest digest) {
    public static final String DEFAULT_DOMAIN = "docker.io";
    public static final String DEFAULT_TAG = "latest";
    private static final String OFFICIAL = "library/";
    private static final int LONGEST_NAME = 255;

    private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final Pattern DOMAIN =
            Pattern.compile(
                    "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
    private static final Pattern SPLIT =
            Pattern.compile("(?<name>[^@]*?)(?::(?<tag>[^:/@]*))?(?:@(?<digest>.*))?");
    private static final Pattern BARE_ID = Pattern.compile("[a-f0-9]{64}");

    public ImageReference {
        if (!DOMAIN.matcher(domain).matches() || !PATH.matcher(path).matches()) {
            throw invalid();
        }
        if (domain.length() + 1 + path.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "repository name must not be more than 255 characters");
        }
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw new IllegalArgumentException("invalid tag format");
        }
    }

    /// Reads what a user wrote.
    ///
    /// @throws IllegalArgumentException with Docker's message: `invalid reference format` …
    public static ImageReference parse(String text) {
        if (BARE_ID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "invalid repository name (%s), cannot specify 64-byte hexadecimal strings"
                            .formatted(text));
        }
        Matcher parts = SPLIT.matcher(text);
        if (text.length() > 1024 || !parts.matches()) {
            throw invalid();
        }
        String name = parts.group("name");
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasDomain =
                first.contains(".")
                        || first.contains(":")
                        || first.equals("localhost")
                        || !first.equals(first.toLowerCase(java.util.Locale.ROOT));
        String domain = hasDomain ? first : DEFAULT_DOMAIN;
        String path = hasDomain ? name.substring(slash + 1) : name;
        if (domain.equals("index.docker.io")) {
            domain = DEFAULT_DOMAIN;
        }
        if (domain.equals(DEFAULT_DOMAIN) && path.indexOf('/') < 0) {
            path = OFFICIAL + path;
        }
        requireLowerCase(path);
        String digest = parts.group("digest");
        try {
            return new ImageReference(
                    domain, path, parts.group("tag"), digest == null ? null : Digest.parse(digest));
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).startsWith("repository name must not")) {
                throw e;
            }
            throw invalid();
        }
    }

    private static void requireLowerCase(String path) {
        if (!path.equals(path.toLowerCase(java.util.Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "invalid reference format: repository name (%s) must be lowercase"
                            .formatted(path));
        }
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("invalid reference format");
    }

    /// The same repository without tag and digest.
    public ImageReference repository() {
        return new ImageReference(domain, path, null, null);
    }

    public ImageReference withTag(String newTag) {
        return new ImageReference(domain, path, newTag, null);
    }

    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(domain, path, null, newDigest);
    }

    /// With `latest` where neither a tag nor a digest was given.
    public ImageReference withDefaultTag() {
        return tag == null && digest == null ? withTag(DEFAULT_TAG) : this;
    }

    /// What is asked of a registry: the digest if there is one, else the tag.
    public Optional<String> version() {
        return Optional.ofNullable(digest != null ? digest.toString() : tag);
    }

    /// The repository as users write it: `busybox`, `gantry/hello`, `localhost:5000/x`.
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return domain + "/" + path;
        }
        return path.startsWith(OFFICIAL) ? path.substring(OFFICIAL.length()) : path;
    }

    /// The whole reference as users write it.
    public String familiar() {
        return familiarName() + suffix();
    }

    /// The whole, unabbreviated reference.
    @Override
    public String toString() {
        return domain + "/" + path + suffix();
    }

    private String suffix() {
        return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
