package dev.gantry.cli.system;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.value.Member;
import dev.gantry.cli.value.Size;
import java.io.IOException;
import java.util.List;

/// `system check`: reads everything images are made of again, and says what is damaged.
public final class CheckCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS]",
                        "Check that no image is damaged, and repair what is",
                        Spec.Arity.NONE)
                .flags(Flag.bool("repair", "Replace what is damaged where that is possible"));
    }

    /// @return 1 when something is damaged still
    @Override
    public int run(Cli cli, Arguments arguments) throws IOException {
        JsonValue.Obj report =
                cli.client()
                        .object(
                                Request.post("/gantry/system/check")
                                        .queryIf("repair", arguments.bool("repair")));
        List<JsonValue.Obj> findings = Member.objects(report, "Findings");
        for (JsonValue.Obj finding : findings) {
            cli.out().println(line(finding));
        }
        long left = findings.stream().filter(finding -> !Member.truth(finding, "Repaired")).count();
        cli.out()
                .printf(
                        "Checked %d images, %d blobs of %s, %d layers: %s%n",
                        Member.number(report, "Images"),
                        Member.number(report, "Blobs"),
                        Size.human(Member.number(report, "Bytes")),
                        Member.number(report, "Layers"),
                        summary(findings.size(), left));
        return left == 0 ? 0 : 1;
    }

    private static String line(JsonValue.Obj finding) {
        return "%s: %s %s of %s: %s"
                .formatted(
                        Member.truth(finding, "Repaired") ? "repaired" : "damaged",
                        Member.text(finding, "Kind"),
                        Member.text(finding, "ID"),
                        String.join(", ", Member.texts(finding, "Images")),
                        Member.text(finding, "Problem"));
    }

    private static String summary(int found, long left) {
        if (found == 0) {
            return "all is well";
        }
        return left == 0 ? "all is well again" : left + " damaged; pull or load these images again";
    }
}
