package dev.gantry.host.runtime;

/// What the machine's kernel is new enough for.
public final class HostKernel {
    /// Whether a mount can be made read-only with all that is mounted below (`mount_setattr`, Linux
    /// 5.12).
    public static final boolean CAN_RECURSE_READ_ONLY =
            isAtLeast(System.getProperty("os.version", ""), 5, 12);

    private HostKernel() {}

    static boolean isAtLeast(String release, int major, int minor) {
        String[] parts = release.split("[^0-9]", 3);
        try {
            int first = Integer.parseInt(parts[0]);
            return first > major
                    || (first == major && parts.length > 1 && Integer.parseInt(parts[1]) >= minor);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
