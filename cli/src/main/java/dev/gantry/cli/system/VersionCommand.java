package dev.gantry.cli.system;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.About;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Template;
import java.io.IOException;

/// `version`: of this program and of the daemon.
public final class VersionCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Show the versions of client and daemon", Spec.Arity.NONE)
                .flags(Flag.text("format", "f", "json, or a Go template"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Template template = VersionText.template(arguments.text("format"));
        JsonValue server = new JsonValue.Null();
        IOException failure = null;
        String api = dev.gantry.api.client.DockerClient.NEWEST_VERSION;
        try {
            api = cli.client().version();
            server = VersionText.withDates(cli.client().object(Request.get("/version")));
        } catch (IOException e) {
            failure = e;
        }
        JsonValue.Obj versions =
                JsonValue.object().put("Client", client(api)).put("Server", server).build();
        cli.out()
                .print(template == null ? VersionText.of(versions) : template.run(versions) + "\n");
        if (failure != null) {
            throw failure;
        }
        return 0;
    }

    private static JsonValue client(String api) {
        return JsonValue.object()
                .put("Version", About.version())
                .put("ApiVersion", api)
                .put("DefaultAPIVersion", dev.gantry.api.client.DockerClient.NEWEST_VERSION)
                .put("GitCommit", About.commit())
                .put("JavaVersion", System.getProperty("java.version"))
                .put("Os", "linux")
                .put("Arch", architecture())
                .put("Context", "default")
                .build();
    }

    /// In Go's words, as every image has it.
    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            default -> "amd64";
        };
    }
}
