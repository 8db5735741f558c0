package dev.gantry.cli.create;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `--security-opt`: seccomp profiles are read here and sent; `systempaths=unconfined` lays the
/// kernel's files open and is no option of its own.
///
/// @param options what is sent
/// @param openPaths whether no path is masked
record SecurityOptions(List<String> options, boolean openPaths) {
    SecurityOptions {
        options = List.copyOf(options);
    }

    static SecurityOptions read(List<String> flags) throws IOException {
        List<String> options = new ArrayList<>();
        boolean open = false;
        for (String flag : flags) {
            if (flag.equals("systempaths=unconfined")) {
                open = true;
            } else {
                options.add(option(flag));
            }
        }
        return new SecurityOptions(options, open);
    }

    private static String option(String flag) throws IOException {
        String[] pair = flag.split(flag.indexOf('=') >= 0 ? "=" : ":", 2);
        if (pair.length < 2 && !pair[0].equals("no-new-privileges")) {
            throw ExitException.because("Invalid --security-opt: \"" + flag + "\"");
        }
        boolean isFile =
                pair[0].equals("seccomp")
                        && !pair[1].equals("unconfined")
                        && !pair[1].equals("builtin");
        return isFile ? "seccomp=" + profile(pair[1]) : flag;
    }

    private static String profile(String file) throws IOException {
        String text;
        try {
            text = Files.readString(Path.of(file));
        } catch (IOException e) {
            throw ExitException.because(
                    "opening seccomp profile (%s) failed: open %s: no such file or directory"
                            .formatted(file, file));
        }
        try {
            return Json.print(Json.parse(text));
        } catch (JsonException e) {
            throw ExitException.because(
                    "compacting json for seccomp profile (%s) failed: %s"
                            .formatted(file, e.getMessage()));
        }
    }

    /// Empty where nothing is to be masked, else null: as the daemon would.
    @Nullable List<String> paths() {
        return openPaths ? List.of() : null;
    }
}
