package dev.gantry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `docker run --rm` of `true`, the whole process, with the same docker on both sides.
final class ContainerCliBenchmark implements Benchmark {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public List<Row> measure(Ground ground) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (String network : List.of("none", "bridge")) {
            List<Samples> samples =
                    Rounds.measure(
                            ground.rounds(),
                            List.of(
                                    () -> run(ground.ours().side(), network),
                                    () -> run(ground.theirs(), network)));
            rows.add(
                    new Row(
                            "docker run --rm, network " + network,
                            Row.Unit.MILLISECONDS,
                            samples.getFirst(),
                            samples.getLast(),
                            new Row.Limit.Ratio(0.5)));
        }
        return rows;
    }

    private static void run(Side side, String network) throws IOException, InterruptedException {
        side.docker("run", "--rm", "--network", network, Ground.IMAGE, "true");
    }
}
