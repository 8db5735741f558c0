package dev.gantry.cli.image;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Failures;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.FlagType;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.value.Member;
import java.io.IOException;

/// `rmi`: removes names of images, and images without names.
public final class RmiCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] IMAGE [IMAGE...]",
                        "Remove one or more images",
                        Spec.Arity.atLeast(1))
                .aliases("image rm", "image remove", "rmi")
                .flags(
                        Flag.bool("force", "f", "Remove it even if it is used"),
                        Flag.bool("no-prune", "Keep parents without a name"),
                        Flag.of("platform", FlagType.STRINGS, "Remove only this platform of it"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        boolean force = arguments.bool("force");
        return Failures.forEach(
                arguments.positional(),
                image -> {
                    try {
                        remove(cli, arguments, image);
                    } catch (ApiException e) {
                        if (!force || !e.isNotFound()) {
                            throw e;
                        }
                        cli.err().println(Failures.describe(e));
                    }
                });
    }

    private static void remove(Cli cli, Arguments arguments, String image) throws IOException {
        Request request =
                Request.delete("/images/" + image)
                        .queryIf("force", arguments.bool("force"))
                        .queryIf("noprune", arguments.bool("no-prune"));
        for (String platform : arguments.list("platform")) {
            request = request.query("platforms", PlatformText.encode(platform));
        }
        for (JsonValue.Obj step : cli.client().objects(request)) {
            String deleted = Member.text(step, "Deleted");
            cli.out()
                    .println(
                            deleted.isEmpty()
                                    ? "Untagged: " + Member.text(step, "Untagged")
                                    : "Deleted: " + deleted);
        }
    }
}
