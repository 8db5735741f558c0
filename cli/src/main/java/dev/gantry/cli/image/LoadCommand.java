package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// `load`: takes images out of an archive.
public final class LoadCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Load images from a tar archive or STDIN", Spec.Arity.NONE)
                .aliases("image load", "load")
                .flags(
                        Flag.text("input", "i", "Read from this file instead of STDIN"),
                        Flag.list("platform", "Load only this platform"),
                        Flag.bool("quiet", "q", "Do not show the progress"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String file = arguments.text("input");
        if (file.isEmpty() && Terminal.stdin().exists()) {
            throw ExitException.because("requested load from stdin, but stdin is empty");
        }
        if (!file.isEmpty() && !Files.exists(Path.of(file))) {
            throw ExitException.because("open " + file + ": no such file or directory");
        }
        boolean terminal = Terminal.stdout().exists();
        Request request =
                Request.post("/images/load").query("quiet", quiet(arguments, terminal) ? "1" : "0");
        for (String platform : arguments.list("platform")) {
            request = request.query("platform", PlatformText.encode(platform));
        }
        try (InputStream in = file.isEmpty() ? cli.stdin() : Files.newInputStream(Path.of(file));
                Response response = cli.client().send(request.stream(in, "application/x-tar"))) {
            if (response.header("content-type").startsWith("application/json")) {
                new Progress(cli.stdout(), terminal).show(response.body());
            } else {
                response.body().transferTo(cli.stdout());
            }
        }
        return 0;
    }

    /// Without a terminal there is nobody to show progress to.
    private static boolean quiet(Arguments arguments, boolean terminal) {
        return arguments.bool("quiet") || !terminal;
    }
}
