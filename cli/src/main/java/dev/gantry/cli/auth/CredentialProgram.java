package dev.gantry.cli.auth;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/// A program `docker-credential-<name>` that keeps secrets (docker-credential-helpers). It is told
/// them by its input.
///
/// @param path where programs are looked for, as in `PATH`
record CredentialProgram(String name, String path) {
    private static final String PREFIX = "docker-credential-";
    private static final String NOT_FOUND = "credentials not found in native keychain";

    /// @throws IOException when this cannot be a program's name
    static CredentialProgram named(String name) throws IOException {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9._-]*")) {
            throw new IOException(
                    "invalid credential helper \"%s\": it is the part of a program's name behind %s"
                            .formatted(name, PREFIX));
        }
        return new CredentialProgram(name, System.getenv().getOrDefault("PATH", ""));
    }

    Optional<Auth> get(String server) throws IOException, InterruptedException {
        String answer = run("get", server, true);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Json.parse(answer.getBytes(StandardCharsets.UTF_8)) instanceof JsonValue.Obj given
                    && !given.text("Secret", "").isEmpty()) {
                return Optional.of(
                        Auth.of(server, given.text("Username", ""), given.text("Secret", "")));
            }
            return Optional.empty();
        } catch (JsonException e) {
            throw new IOException(
                    "error getting credentials: %s%s answered with no JSON"
                            .formatted(PREFIX, name));
        }
    }

    void store(Auth auth) throws IOException, InterruptedException {
        run(
                "store",
                Json.print(
                        JsonValue.object()
                                .put("ServerURL", auth.server())
                                .put("Username", auth.helperUser())
                                .put("Secret", auth.secret())
                                .build()),
                false);
    }

    void erase(String server) throws IOException, InterruptedException {
        run("erase", server, true);
    }

    /// @param mayLack whether it is fine when the helper has nothing of the kind
    private String run(String action, String input, boolean mayLack)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(program().toString(), action)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        tell(process, input);
        String said =
                new String(process.getInputStream().readNBytes(1 << 20), StandardCharsets.UTF_8)
                        .strip();
        if (process.waitFor() == 0) {
            return said;
        }
        if (mayLack && said.contains(NOT_FOUND)) {
            return "";
        }
        throw new IOException(
                "error %s credentials: %s%s: %s"
                        .formatted(
                                action.equals("get") ? "getting" : "storing",
                                PREFIX,
                                name,
                                said.isEmpty() ? "it failed" : said));
    }

    private static void tell(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // a helper may end without reading; how it ended says whether that was right
        }
    }

    /// Only where the user's own programs are: not in the working directory, and nowhere that
    /// everybody may write to.
    private Path program() throws IOException {
        for (String entry : path.split(":", -1)) {
            Path directory = Path.of(entry.isEmpty() ? "." : entry);
            Path program = directory.resolve(PREFIX + name);
            if (directory.isAbsolute() && Files.isExecutable(program) && isOwned(directory)) {
                return program;
            }
        }
        throw new IOException(
                "error getting credentials - err: exec: \"%s%s\": executable file not found in $PATH"
                        .formatted(PREFIX, name));
    }

    private static boolean isOwned(Path directory) throws IOException {
        return !Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE);
    }
}
