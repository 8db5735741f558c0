package dev.gantry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A container's whole life through the API, one after the other.
final class ContainerApiBenchmark implements Benchmark {
    @Override
    public String name() {
        return "api";
    }

    @Override
    public List<Row> measure(Ground ground) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        rows.add(row(ground, "none", new Row.Limit.Ratio(0.35)));
        rows.add(row(ground, "bridge", null));
        return rows;
    }

    private static Row row(Ground ground, String network, Row.@Nullable Limit limit)
            throws IOException, InterruptedException {
        List<Samples> samples =
                Rounds.measure(
                        ground.rounds(),
                        List.of(
                                () -> Containers.live(ground.ours().side(), network),
                                () -> Containers.live(ground.theirs(), network)));
        return new Row(
                "API create+start+wait+remove, network " + network,
                Row.Unit.MILLISECONDS,
                samples.getFirst(),
                samples.getLast(),
                limit);
    }
}
