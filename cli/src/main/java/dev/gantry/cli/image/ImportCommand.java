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

/// `import`: makes an image of an archive of a file system.
public final class ImportCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
                        "Import the contents from a tarball to create a filesystem image",
                        new Spec.Arity(1, 2))
                .aliases("image import", "import")
                .flags(
                        Flag.list("change", "c", "Apply an instruction of a Dockerfile to it"),
                        Flag.text("message", "m", "What it is for"),
                        Flag.text("platform", "What it runs on"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String source = arguments.positional(0);
        boolean isRemote = source.matches("https?://.*");
        Request request =
                Request.post("/images/create")
                        .query("fromSrc", isRemote ? source : "-")
                        .query("message", arguments.text("message"))
                        .query("platform", arguments.text("platform"));
        if (arguments.positional().size() > 1) {
            String name = arguments.positional(1);
            ImageName.check(name);
            request =
                    request.query("repo", ImageName.repository(name))
                            .query("tag", ImageName.tag(name));
        }
        for (String change : arguments.list("change")) {
            request = request.query("changes", change);
        }
        if (isRemote) {
            show(cli, request);
            return 0;
        }
        try (InputStream in = open(cli, source)) {
            show(cli, request.stream(in, "application/x-tar"));
        }
        return 0;
    }

    private static InputStream open(Cli cli, String source) throws IOException {
        if (source.equals("-")) {
            return cli.stdin();
        }
        if (!Files.exists(Path.of(source))) {
            throw ExitException.because("open " + source + ": no such file or directory");
        }
        return Files.newInputStream(Path.of(source));
    }

    private static void show(Cli cli, Request request) throws IOException {
        try (Response response = cli.client().send(request)) {
            new Progress(cli.stdout(), Terminal.stdout().exists()).show(response.body());
        }
    }
}
