package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;

/// A version of the Docker Engine API, such as 1.51.
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    public static final ApiVersion NEWEST = new ApiVersion(1, 51);
    public static final ApiVersion OLDEST = new ApiVersion(1, 24);

    /// Reads what stands in a path.
    ///
    /// @throws EngineException in Docker's words when we do not speak it
    public static ApiVersion parse(String text) {
        String[] parts = text.split("\\.", -1);
        ApiVersion version =
                new ApiVersion(number(parts[0]), parts.length > 1 ? number(parts[1]) : 0);
        if (version.compareTo(OLDEST) < 0) {
            throw EngineException.invalid(
                    "client version %s is too old. Minimum supported API version is %s, please upgrade your client to a newer version"
                            .formatted(text, OLDEST));
        }
        if (version.compareTo(NEWEST) > 0) {
            throw EngineException.invalid(
                    "client version %s is too new. Maximum supported API version is %s"
                            .formatted(text, NEWEST));
        }
        return version;
    }

    private static int number(String digits) {
        return digits.isEmpty() || digits.length() > 6 ? 0 : Integer.parseInt(digits);
    }

    public boolean isAtLeast(int otherMinor) {
        return compareTo(new ApiVersion(1, otherMinor)) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
