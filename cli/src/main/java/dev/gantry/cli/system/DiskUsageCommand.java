package dev.gantry.cli.system;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.format.Listing;
import java.io.IOException;
import java.util.List;

/// `system df`: how much disk everything takes.
public final class DiskUsageCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of("[OPTIONS]", "Show docker disk usage", Spec.Arity.NONE)
                .flags(
                        Flag.text("format", "table, json, or a Go template for each line"),
                        Flag.bool("verbose", "v", "Each thing by itself"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        String format = arguments.text("format");
        boolean verbose = arguments.bool("verbose");
        if (verbose && !format.isEmpty() && !format.equals("table")) {
            throw ExitException.because("--format with --verbose is not supported");
        }
        JsonValue.Obj usage = cli.client().object(Request.get("/system/df"));
        if (verbose) {
            cli.out().print(DiskUsageDetails.print(usage));
            return 0;
        }
        List<DiskUsageRow> rows = DiskUsageRow.of(usage);
        String wanted =
                format.isEmpty() || format.equals("table")
                        ? "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}"
                        : format;
        cli.out().print(new Listing(wanted, DiskUsageRow.TITLES).print(rows));
        return 0;
    }
}
