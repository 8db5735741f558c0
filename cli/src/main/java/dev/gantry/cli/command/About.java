package dev.gantry.cli.command;

/// What this program says of itself. The build writes version and commit into the jar's manifest.
public final class About {
    private About() {}

    public static String version() {
        String version = About.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }

    public static String commit() {
        String commit = About.class.getPackage().getImplementationVendor();
        return commit == null ? "unknown" : commit;
    }

    public static String line() {
        return "Gantry version " + version() + ", build " + commit();
    }
}
