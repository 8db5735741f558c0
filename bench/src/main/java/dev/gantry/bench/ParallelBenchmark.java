package dev.gantry.bench;

import dev.gantry.base.Tasks;
import java.io.IOException;
import java.util.List;

/// Containers that live at once, eight clients at a time.
final class ParallelBenchmark implements Benchmark {
    private static final int CLIENTS = 8;
    private static final int EACH = 3;

    @Override
    public String name() {
        return "parallel";
    }

    @Override
    public List<Row> measure(Ground ground) throws IOException, InterruptedException {
        List<Samples> samples =
                Rounds.measure(
                        Math.max(3, ground.rounds() / 10),
                        List.of(() -> crowd(ground.ours().side()), () -> crowd(ground.theirs())));
        return List.of(
                new Row(
                        "%d clients, %d containers' lives, network none"
                                .formatted(CLIENTS, CLIENTS * EACH),
                        Row.Unit.MILLISECONDS,
                        samples.getFirst(),
                        samples.getLast(),
                        null));
    }

    private static void crowd(Side side) throws IOException, InterruptedException {
        try (Tasks tasks = Tasks.open("crowd")) {
            for (int client = 0; client < CLIENTS; client++) {
                tasks.fork(() -> {
                    for (int turn = 0; turn < EACH; turn++) {
                        Containers.live(side, "none");
                    }
                    return null;
                });
            }
            tasks.join();
        }
    }
}
