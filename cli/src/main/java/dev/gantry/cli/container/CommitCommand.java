package dev.gantry.cli.container;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.image.ImageName;
import dev.gantry.cli.value.Member;
import java.io.IOException;

/// `commit`: makes an image of a container.
public final class CommitCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
                        "Create a new image from a container's changes",
                        new Spec.Arity(1, 2))
                .aliases("container commit", "commit")
                .flags(
                        Flag.text("author", "a", "Who made it (\"John Doe <john@example.com>\")"),
                        Flag.list("change", "c", "Apply an instruction of a Dockerfile to it"),
                        Flag.text("message", "m", "What it is for"),
                        Flag.bool("pause", "p", "Pause the container meanwhile").standard("true"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        Request request =
                Request.post("/commit")
                        .query("container", arguments.positional(0))
                        .query("pause", arguments.bool("pause", true) ? "1" : "0")
                        .query("author", arguments.text("author"))
                        .query("comment", arguments.text("message"));
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
        JsonValue.Obj made = cli.client().object(request);
        cli.out().println(Member.text(made, "Id"));
        return 0;
    }
}
