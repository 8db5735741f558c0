package dev.gantry.cli.copy;

import dev.gantry.cli.command.ExitException;

/// Where a copy lands.
///
/// @param directory the one that is unpacked into
/// @param name of what is copied in it; empty when the content of a directory goes there as it is
record Placement(String directory, String name) {
    /// What is copied.
    ///
    /// @param name its last name; `.` or nothing when the content of a directory is meant
    record Source(String name, boolean isDirectory) {}

    /// What stands where it goes, links followed.
    record Target(String path, boolean exists, boolean isDirectory) {}

    /// Docker's rules: into a directory that exists, and otherwise as the name that was given.
    static Placement of(Source source, Target target) throws ExitException {
        if (target.exists() && target.isDirectory()) {
            return new Placement(target.path(), plain(source.name()));
        }
        if (target.exists() && source.isDirectory()) {
            throw ExitException.because("cannot copy directory");
        }
        boolean becomesFile = !target.exists() && !source.isDirectory();
        if (becomesFile && PathText.meansDirectory(target.path())) {
            throw ExitException.because("no such directory");
        }
        String path = PathText.clean(target.path());
        return new Placement(PathText.parent(path), PathText.name(path));
    }

    private static String plain(String name) {
        return name.equals(".") ? "" : name;
    }
}
