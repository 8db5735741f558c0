package dev.gantry.cli.container;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.api.container.CreateRequest;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.create.ContainerRequest;
import dev.gantry.cli.image.ImageName;
import dev.gantry.cli.image.Pull;
import dev.gantry.cli.terminal.Screen;
import dev.gantry.cli.value.Member;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a container from the arguments of `run` or `create`, pulling its image when it is missing.
final class Creation {
    private final Cli cli;
    private final Arguments arguments;

    Creation(Cli cli, Arguments arguments) {
        this.cli = cli;
        this.arguments = arguments;
    }

    /// What is to be made; nothing is sent yet.
    ///
    /// @throws ExitException with status 125 and the way to the help
    CreateRequest request() throws ExitException {
        try {
            List<Integer> size = arguments.bool("tty") ? Screen.size() : List.of(0, 0);
            return ContainerRequest.of(arguments, System.getenv(), size);
        } catch (IOException | IllegalArgumentException e) {
            String message =
                    e instanceof IOException io
                            ? Failures.describe(io)
                            : String.valueOf(e.getMessage());
            throw Failures.withHelp(125, message, arguments.path());
        }
    }

    /// @return the new container's id
    String create(CreateRequest request) throws IOException, InterruptedException {
        String image = String.valueOf(request.config().image());
        if (!image.matches("(sha256:)?[0-9a-f]{64}")) {
            ImageName.check(image);
        }
        Path idFile = arguments.isSet("cidfile") ? Path.of(arguments.text("cidfile")) : null;
        if (idFile != null) {
            openIdFile(idFile);
        }
        try {
            String id = createPulling(request);
            if (idFile != null) {
                Files.writeString(idFile, id);
            }
            return id;
        } finally {
            if (idFile != null && Files.exists(idFile) && Files.size(idFile) == 0) {
                Files.delete(idFile);
            }
        }
    }

    private static void openIdFile(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            throw ExitException.because(
                    "container ID file found, make sure the other container isn't running or delete "
                            + file);
        } catch (IOException e) {
            throw ExitException.because(
                    "failed to create the container ID file: " + e.getMessage());
        }
    }

    private String createPulling(CreateRequest request) throws IOException, InterruptedException {
        String image = String.valueOf(request.config().image());
        String policy = arguments.text("pull", "missing");
        if (policy.equals("always")) {
            pull(image);
        }
        try {
            return send(request);
        } catch (ApiException e) {
            if (!e.isNotFound() || !policy.equals("missing") || !namesImage(e)) {
                throw e;
            }
            if (!arguments.bool("quiet")) {
                cli.err()
                        .println("Unable to find image '" + ImageName.withTag(image) + "' locally");
            }
            pull(image);
            return send(request);
        }
    }

    private static boolean namesImage(ApiException e) {
        return e.reason().startsWith("No such image") || e.reason().contains("image");
    }

    private void pull(String image) throws IOException, InterruptedException {
        new Pull(cli, arguments.textOrNull("platform"))
                .run(image, arguments.bool("quiet") ? null : cli.stderr());
    }

    private String send(CreateRequest request) throws IOException {
        JsonValue.Obj answer =
                cli.client()
                        .object(
                                Request.post("/containers/create")
                                        .queryIf("name", name())
                                        .queryIf("platform", platform())
                                        .json(request.toJson()));
        Member.texts(answer, "Warnings").forEach(w -> cli.err().println("WARNING: " + w));
        return Member.text(answer, "Id");
    }

    private @Nullable String name() {
        return arguments.textOrNull("name");
    }

    private @Nullable String platform() {
        String platform = arguments.textOrNull("platform");
        return platform == null ? System.getenv("DOCKER_DEFAULT_PLATFORM") : platform;
    }
}
