package dev.gantry.cli.image;

import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `pull`: fetches images from a registry.
public final class PullCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] NAME[:TAG|@DIGEST]",
                        "Fetch an image from a registry",
                        Spec.Arity.exactly(1))
                .aliases("image pull", "pull")
                .flags(
                        Flag.bool("all-tags", "a", "All tags of the repository"),
                        Flag.text("platform", "Platform, where an image has several"),
                        Flag.bool("quiet", "q", "Only the name of the image"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String image = arguments.positional(0);
        ImageName.check(image);
        boolean quiet = arguments.bool("quiet");
        boolean named = !ImageName.withTag(image).equals(image);
        if (arguments.bool("all-tags") && !named) {
            throw ExitException.because("tag can't be used with --all-tags/-a");
        }
        Pull pull = new Pull(cli, arguments.textOrNull("platform"));
        if (arguments.bool("all-tags")) {
            pull.runAll(image, quiet ? null : cli.stdout());
            cli.out().println(ImageName.full(image));
            return 0;
        }
        if (named && !quiet) {
            cli.out().println("Using default tag: latest");
        }
        pull.run(image, quiet ? null : cli.stdout());
        cli.out().println(ImageName.full(ImageName.withTag(image)));
        return 0;
    }
}
