package dev.gantry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Resident memory of an engine with nothing to do: just started, and after the work of the
/// benchmarks before this one. Docker's is that of dockerd and containerd together.
final class MemoryBenchmark implements Benchmark {
    private static final Duration IDLE = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Row> measure(Ground ground) throws IOException, InterruptedException {
        Samples theirs = new Samples(List.of(docker()));
        Row.Limit limit = new Row.Limit.Value(120);
        try (Gantryd fresh = Gantryd.start(ground.ours().program(), ground.ours().options())) {
            fresh.restart();
            Thread.sleep(IDLE);
            return List.of(
                    row("resident, just started", resident(fresh.pid()), theirs, limit),
                    row(
                            "resident, after all this work",
                            resident(ground.ours().pid()),
                            theirs,
                            limit));
        }
    }

    private static Row row(String what, double megabytes, Samples theirs, Row.Limit limit) {
        return new Row(what, Row.Unit.MEGABYTES, new Samples(List.of(megabytes)), theirs, limit);
    }

    private static double docker() throws IOException {
        double sum = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process :
                    processes
                            .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                            .toList()) {
                String name = Processes.name(process);
                if (name.equals("dockerd") || name.equals("containerd")) {
                    sum += resident(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return sum;
    }

    private static double resident(long pid) throws IOException {
        return Processes.resident(pid) / 1e6;
    }
}
