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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// `save`: packs images into an archive.
public final class SaveCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Save one or more images to a tar archive, on STDOUT unless a file is named",
                        Spec.Arity.atLeast(1))
                .aliases("image save", "save")
                .flags(
                        Flag.text("output", "o", "Write to this file instead of STDOUT"),
                        Flag.list("platform", "Save only this platform"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String file = arguments.text("output");
        if (file.isEmpty() && Terminal.stdout().exists()) {
            throw ExitException.because(
                    "cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }
        if (!file.isEmpty()) {
            directory(Path.of(file));
        }
        Request request = Request.get("/images/get");
        for (String image : arguments.positional()) {
            request = request.query("names", image);
        }
        try (Response response = cli.client().send(request)) {
            if (file.isEmpty()) {
                response.body().transferTo(cli.stdout());
            } else {
                write(response.body(), Path.of(file));
            }
        }
        return 0;
    }

    /// The file appears when it is whole. A device or pipe is written as it is.
    private static void write(InputStream in, Path file) throws IOException {
        Path directory = directory(file);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (OutputStream out = Files.newOutputStream(file)) {
                in.transferTo(out);
            }
            return;
        }
        Path part = Files.createTempFile(directory, ".tmp-" + file.getFileName(), "");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                in.transferTo(out);
            }
            Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path directory(Path file) throws ExitException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw ExitException.because(
                    "failed to save image: invalid output path: stat "
                            + directory
                            + ": no such file or directory");
        }
        return directory;
    }
}
