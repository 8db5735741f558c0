package dev.gantry.daemon.wire;

import dev.gantry.api.exec.ExecRequest;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.Exec;
import dev.gantry.engine.container.ExecSpec;
import java.util.List;

/// Commands in containers as JSON.
public final class ExecWire {
    private ExecWire() {}

    public static ExecSpec spec(ExecRequest request) {
        List<String> cmd = Given.list(request.cmd());
        Given.require(!cmd.isEmpty(), "No exec command specified");
        return new ExecSpec(
                cmd,
                Given.list(request.env()),
                Given.text(request.user()),
                Given.text(request.workingDir()),
                request.tty(),
                request.privileged(),
                request.attachStdin(),
                request.attachStdout(),
                request.attachStderr(),
                Given.text(request.detachKeys()));
    }

    public static JsonValue inspected(Exec exec) {
        ExecSpec spec = exec.spec();
        JsonValue.Builder process =
                JsonValue.object()
                        .put("tty", spec.tty())
                        .put("entrypoint", spec.cmd().getFirst())
                        .put("arguments", spec.cmd().subList(1, spec.cmd().size()))
                        .put("privileged", spec.privileged());
        if (!spec.user().isEmpty()) {
            process.put("user", spec.user());
        }
        return JsonValue.object()
                .put("ID", exec.id())
                .put("Running", exec.isRunning())
                .put("ExitCode", (Object) exec.exitCode().orElse(null))
                .put("ProcessConfig", process.build())
                .put("OpenStdin", spec.attachStdin())
                .put("OpenStderr", spec.attachStderr())
                .put("OpenStdout", spec.attachStdout())
                .put("CanRemove", false)
                .put("ContainerID", exec.containerId())
                .put("DetachKeys", spec.detachKeys())
                .put("Pid", exec.pid())
                .build();
    }
}
