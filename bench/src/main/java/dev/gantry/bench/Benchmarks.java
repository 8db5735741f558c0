package dev.gantry.bench;

import java.util.List;

/// All there are, in the order they run.
final class Benchmarks {
    private Benchmarks() {}

    static List<Benchmark> all() {
        return List.of(
                new StartBenchmark(),
                new ContainerApiBenchmark(),
                new ContainerCliBenchmark(),
                new ParallelBenchmark(),
                new CommandBenchmark(),
                new MemoryBenchmark());
    }
}
