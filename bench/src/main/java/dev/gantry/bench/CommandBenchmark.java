package dev.gantry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `ps`, the whole process: through the script `./gantry`, as the JVM alone, and docker's.
final class CommandBenchmark implements Benchmark {
    @Override
    public String name() {
        return "ps";
    }

    @Override
    public List<Row> measure(Ground ground) throws IOException, InterruptedException {
        Gantryd ours = ground.ours();
        List<String> script = List.of(ours.program().toString(), "ps");
        List<String> jvm = new ArrayList<>(ours.commandLine());
        jvm.add("ps");
        List<String> nothing = List.of(ours.program().toString(), "build-only");
        List<Samples> samples =
                Rounds.measure(
                        ground.rounds(),
                        List.of(
                                () -> Child.run(ours.side().environment(), script),
                                () -> Child.run(ours.side().environment(), jvm),
                                () -> Child.run(ours.side().environment(), nothing),
                                () -> ours.side().docker("ps"),
                                () -> ground.theirs().docker("ps")));
        Samples theirs = samples.get(4);
        Row.Limit limit = new Row.Limit.Value(200);
        return List.of(
                row("./gantry ps, beside docker ps on Docker", samples.get(0), theirs, limit),
                row("the same without the script", samples.get(1), theirs, limit),
                row("the script alone (./gantry build-only)", samples.get(2), null, null),
                row("docker ps on gantryd, beside on Docker", samples.get(3), theirs, null));
    }

    private static Row row(
            String what,
            Samples ours,
            @org.jspecify.annotations.Nullable Samples theirs,
            Row.@org.jspecify.annotations.Nullable Limit limit) {
        return new Row(what, Row.Unit.MILLISECONDS, ours, theirs, limit);
    }
}
