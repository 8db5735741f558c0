package dev.gantry.cli.image;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Spec;
import java.io.IOException;

/// `tag`: gives an image another name.
public final class TagCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
                        "Give an image another name",
                        Spec.Arity.exactly(2))
                .aliases("image tag", "tag");
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        for (String name : arguments.positional()) {
            checkName(name);
        }
        String target = ImageName.withTag(arguments.positional(1));
        if (target.indexOf('@') >= 0) {
            throw ExitException.because("refusing to create a tag with a digest reference");
        }
        int colon = target.lastIndexOf(':');
        cli.client()
                .call(
                        Request.post("/images/" + arguments.positional(0) + "/tag")
                                .query("repo", target.substring(0, colon))
                                .query("tag", target.substring(colon + 1)));
        return 0;
    }

    private static void checkName(String name) throws ExitException {
        try {
            ImageName.check(name);
        } catch (ExitException e) {
            throw ExitException.because(
                    "Error parsing reference: \"%s\" is not a valid repository/tag: %s"
                            .formatted(name, e.message()));
        }
    }
}
