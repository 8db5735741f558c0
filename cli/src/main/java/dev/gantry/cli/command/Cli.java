package dev.gantry.cli.command;

import dev.gantry.api.client.DockerClient;
import dev.gantry.cli.auth.AuthStore;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What a command may use: the standard streams, the daemon, and what the user is known by.
///
/// `out` and `err` are for lines of text; `stdout` and `stderr` are the same streams for bytes,
/// passed on at once. The input is read unbuffered.
public final class Cli {
    private final InputStream stdin;
    private final OutputStream stdout;
    private final OutputStream stderr;
    private final PrintStream out;
    private final PrintStream err;
    private final DockerClient client;
    private final AuthStore auths;
    private final boolean debug;

    public Cli(
            InputStream stdin,
            OutputStream stdout,
            OutputStream stderr,
            DockerClient client,
            AuthStore auths,
            boolean debug) {
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
        this.out = new PrintStream(stdout, true, StandardCharsets.UTF_8);
        this.err = new PrintStream(stderr, true, StandardCharsets.UTF_8);
        this.client = client;
        this.auths = auths;
        this.debug = debug;
    }

    public InputStream stdin() {
        return stdin;
    }

    public OutputStream stdout() {
        return stdout;
    }

    public OutputStream stderr() {
        return stderr;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /// The daemon; nothing is connected before the first request.
    public DockerClient client() {
        return client;
    }

    /// The user's credentials for registries.
    public AuthStore auths() {
        return auths;
    }

    public boolean debug() {
        return debug;
    }
}
