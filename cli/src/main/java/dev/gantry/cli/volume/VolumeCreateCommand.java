package dev.gantry.cli.volume;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.FlagType;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.create.KeyValues;
import dev.gantry.cli.value.Member;
import java.io.IOException;

/// `volume create`: makes a volume, without a name an anonymous one.
public final class VolumeCreateCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS] [VOLUME]", "Create a volume", Spec.Arity.atMost(1))
                .flags(
                        Flag.text("driver", "d", "What provides the volume").standard("\"local\""),
                        Flag.list("label", "Metadata of the volume, as key=value"),
                        Flag.of(
                                "opt",
                                "o",
                                FlagType.MAP,
                                "Option of the driver, as type=tmpfs, device=… or o=…"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        JsonValue.Builder body =
                JsonValue.object()
                        .put("Driver", arguments.text("driver", "local"))
                        .put("DriverOpts", KeyValues.map(arguments.list("opt")))
                        .put("Labels", KeyValues.map(arguments.list("label")));
        if (!arguments.positional().isEmpty()) {
            body.put("Name", arguments.positional(0));
        }
        Request request = Request.post("/volumes/create").json(body.build());
        cli.out().println(Member.text(cli.client().object(request), "Name"));
        return 0;
    }
}
