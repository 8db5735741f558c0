package dev.gantry.cli.container;

import dev.gantry.api.client.Hijacked;
import dev.gantry.api.client.Request;
import dev.gantry.api.container.ContainerConfig;
import dev.gantry.api.container.CreateRequest;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.terminal.Session;
import java.io.IOException;

/// Which streams of a container are connected to ours.
final class Attachment {
    private Attachment() {}

    static Session.Streams streams(ContainerConfig config) {
        return new Session.Streams(
                config.attachStdin(), config.attachStdout(), config.attachStderr(), config.tty());
    }

    /// Connects to a container, which need not run yet.
    static Session open(Cli cli, String id, Session.Streams streams, String detachKeys)
            throws IOException {
        Request request =
                Request.post("/containers/" + id + "/attach")
                        .query("stream", "1")
                        .queryIf("stdin", streams.stdin())
                        .queryIf("stdout", streams.stdout())
                        .queryIf("stderr", streams.stderr())
                        .queryIf("detachKeys", detachKeys);
        Hijacked stream = cli.client().hijack(request);
        return new Session(cli, stream, streams, detachKeys).start();
    }

    /// The same container with nothing connected.
    static ContainerConfig none(ContainerConfig c) {
        return new ContainerConfig(
                c.hostname(),
                c.domainname(),
                c.user(),
                false,
                false,
                false,
                c.exposedPorts(),
                c.tty(),
                c.openStdin(),
                false,
                c.env(),
                c.cmd(),
                c.healthcheck(),
                c.argsEscaped(),
                c.image(),
                c.volumes(),
                c.workingDir(),
                c.entrypoint(),
                c.networkDisabled(),
                c.macAddress(),
                c.onBuild(),
                c.labels(),
                c.stopSignal(),
                c.stopTimeout(),
                c.shell());
    }

    static CreateRequest with(CreateRequest request, ContainerConfig config) {
        return new CreateRequest(config, request.hostConfig(), request.networkingConfig());
    }
}
