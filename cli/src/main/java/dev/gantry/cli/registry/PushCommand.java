package dev.gantry.cli.registry;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.image.ImageName;
import dev.gantry.cli.image.Progress;
import dev.gantry.linux.Terminal;
import java.io.IOException;
import java.io.OutputStream;

/// `push`: brings images to a registry.
public final class PushCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] NAME[:TAG]",
                        "Bring an image to a registry",
                        Spec.Arity.exactly(1))
                .aliases("image push", "push")
                .flags(
                        Flag.bool("all-tags", "a", "All tags of the repository"),
                        Flag.text("platform", "Only this platform, as an image of its own"),
                        Flag.bool("quiet", "q", "Only the name of the image"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String image = arguments.positional(0);
        ImageName.check(image);
        boolean all = arguments.bool("all-tags");
        boolean quiet = arguments.bool("quiet");
        String tagged = ImageName.withTag(image);
        if (all && tagged.equals(image)) {
            throw ExitException.because("tag can't be used with --all-tags/-a");
        }
        if (!all && !tagged.equals(image) && !quiet) {
            cli.out().println("Using default tag: latest");
        }
        send(cli, request(cli, arguments, all ? image : tagged), quiet);
        if (quiet) {
            cli.out().println(ImageName.full(all ? image : tagged));
        }
        return 0;
    }

    private static Request request(Cli cli, Arguments arguments, String image)
            throws IOException, InterruptedException {
        int colon = image.lastIndexOf(':');
        boolean hasTag = colon > image.lastIndexOf('/');
        String name = hasTag ? image.substring(0, colon) : image;
        Request request =
                Request.post("/images/" + name + "/push")
                        .header("X-Registry-Auth", cli.auths().header(image));
        if (hasTag) {
            request = request.query("tag", image.substring(colon + 1));
        }
        String platform = arguments.text("platform");
        return platform.isEmpty()
                ? request
                : request.query("platform", Json.print(platform(platform)));
    }

    private static JsonValue platform(String text) {
        String[] parts = text.split("/", 3);
        JsonValue.Builder platform = JsonValue.object().put("os", parts[0]);
        if (parts.length > 1) {
            platform.put("architecture", parts[1]);
        }
        if (parts.length > 2) {
            platform.put("variant", parts[2]);
        }
        return platform.build();
    }

    private static void send(Cli cli, Request request, boolean quiet) throws IOException {
        boolean terminal = Terminal.stderr().exists() && Terminal.stdout().exists();
        OutputStream out = quiet ? OutputStream.nullOutputStream() : cli.stdout();
        try (Response response = cli.client().send(request)) {
            new Progress(out, terminal).show(response.body());
        }
    }
}
