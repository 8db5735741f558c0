package dev.gantry.host.runtime;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns what `crun` and `runc` say into the message Docker's users know, and into the kind of
/// failure a shell would tell apart (126, 127).
final class RuntimeMessages {
    private static final String CREATE =
            "failed to create task for container: failed to create shim task: OCI runtime create"
                    + " failed: runc create failed: unable to start container process: ";
    private static final String OTHER =
            "failed to create task for container: failed to create shim task: OCI runtime create"
                    + " failed: ";
    private static final String EXEC =
            "OCI runtime exec failed: exec failed: unable to start container process: ";

    /// runc names the command and the reason itself.
    private static final Pattern RUNC = Pattern.compile("exec: \"(.*?)\": (.*)$", Pattern.DOTALL);

    private static final Pattern DIRECTORY = Pattern.compile("chdir `(.*?)`: (.*)$");

    private RuntimeMessages() {}

    /// What was being done when it failed.
    enum During {
        CREATE,
        EXEC
    }

    /// @param said the runtime's own words
    /// @param command the first argument of the process
    static RuntimeFailure failure(During during, String said, String command) {
        String prefix = during == During.CREATE ? CREATE : EXEC;
        Matcher runc = RUNC.matcher(said);
        if (runc.find()) {
            return kind(prefix + runc.group(), runc.group(2));
        }
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("executable file") && lower.contains("not found")) {
            String reason =
                    command.contains("/")
                            ? "stat %s: no such file or directory".formatted(command)
                            : "executable file not found in $PATH";
            return kind("%sexec: \"%s\": %s".formatted(prefix, command, reason), reason);
        }
        Matcher directory = DIRECTORY.matcher(said);
        if (directory.find()) {
            String reason = directory.group(2).strip().toLowerCase(Locale.ROOT);
            return kind(
                    "%schdir to cwd (\"%s\") set in config.json failed: %s"
                            .formatted(prefix, directory.group(1), reason),
                    reason);
        }
        if (lower.contains("open executable") || lower.contains("exec `")) {
            String reason =
                    lower.contains("no such file")
                            ? "no such file or directory"
                            : lower.contains("format error")
                                    ? "exec format error"
                                    : "permission denied";
            return kind("%sexec: \"%s\": %s".formatted(prefix, command, reason), reason);
        }
        return refusal((during == During.CREATE ? OTHER : EXEC) + said, lower);
    }

    /// Docker takes a file that is missing, or that may not be used, for a wrong command whatever
    /// the file was.
    private static RuntimeFailure refusal(String message, String lower) {
        if (lower.contains("no such file or directory")) {
            return new RuntimeFailure.CommandNotFound(message);
        }
        if (lower.contains("permission denied")) {
            return new RuntimeFailure.CommandNotExecutable(message);
        }
        if (lower.contains("not a directory")) {
            return new RuntimeFailure.CommandNotExecutable(
                    message
                            + ": Are you trying to mount a directory onto a file (or vice-versa)?"
                            + " Check if the specified host path exists and is the expected type");
        }
        return new RuntimeFailure.Refused(message);
    }

    private static RuntimeFailure kind(String message, String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("not found") || lower.contains("no such file")) {
            return new RuntimeFailure.CommandNotFound(message);
        }
        return new RuntimeFailure.CommandNotExecutable(message);
    }
}
