package dev.gantry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts of an engine, from the process to the answer: the first ping, and the first answer that
/// needs everything.
final class StartBenchmark implements Benchmark {
    private static final int STARTS = 5;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Row> measure(Ground ground) throws IOException, InterruptedException {
        List<Double> pings = new ArrayList<>();
        List<Double> answers = new ArrayList<>();
        List<Double> firstAnswers = new ArrayList<>();
        Path program = ground.ours().program();
        for (int start = 0; start < STARTS; start++) {
            try (Gantryd fresh = Gantryd.start(program, ground.ours().options())) {
                firstAnswers.add(fresh.times().ready());
                fresh.restart();
                pings.add(fresh.times().ping());
                answers.add(fresh.times().ready());
            }
        }
        return List.of(
                row("start to first ping", pings, new Row.Limit.Value(1500)),
                row("start to first list of images", answers, null),
                row("the same on empty directories", firstAnswers, null));
    }

    private static Row row(
            String what, List<Double> values, Row.@org.jspecify.annotations.Nullable Limit limit) {
        return new Row(what, Row.Unit.MILLISECONDS, new Samples(values), null, limit);
    }
}
