package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The machine's process table, as `ps` shows it.
public final class HostProcesses {
    private HostProcesses() {}

    /// What `ps` prints for these arguments.
    ///
    /// @throws IOException with its complaint, or naming the package when it is missing
    public static String ps(List<String> arguments) throws IOException, InterruptedException {
        Path program =
                RuntimeProbe.find("ps")
                        .orElseThrow(() ->
                                new IOException("ps is not installed: install the package procps"));
        RuntimeProgram.Outcome outcome =
                new RuntimeProgram("ps", program, Path.of("/")).call(arguments);
        if (outcome.code() != 0) {
            throw new IOException("error running ps: " + outcome.output().strip());
        }
        return outcome.output();
    }
}
