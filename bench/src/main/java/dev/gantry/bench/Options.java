package dev.gantry.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What `bench/run` was asked for.
///
/// @param source the root of the sources, with `gantry` and `docs`
/// @param names of benchmarks; empty for all
/// @param daemon options for gantryd
/// @param write whether to put the table into `docs/performance.md`
record Options(
        Path source,
        Path reference,
        List<String> names,
        List<String> daemon,
        int rounds,
        boolean write) {
    private static final int ROUNDS = 60;

    Options {
        names = List.copyOf(names);
        daemon = List.copyOf(daemon);
    }

    /// @param line source directory, socket of the reference, then what the user wrote
    static Options parse(List<String> line) {
        List<String> names = new ArrayList<>();
        List<String> daemon = new ArrayList<>();
        int rounds = ROUNDS;
        boolean write = false;
        for (String word : line.subList(2, line.size())) {
            if (word.equals("--write")) {
                write = true;
            } else if (word.startsWith("--rounds=")) {
                rounds = Integer.parseInt(word.substring("--rounds=".length()));
            } else if (word.startsWith("--runtime=")) {
                daemon.add("--default-runtime=" + word.substring("--runtime=".length()));
            } else if (word.startsWith("-") || !isKnown(word)) {
                throw new IllegalArgumentException("unknown option or benchmark: " + word);
            } else {
                names.add(word);
            }
        }
        return new Options(
                Path.of(line.get(0)), Path.of(line.get(1)), names, daemon, rounds, write);
    }

    private static boolean isKnown(String name) {
        return Benchmarks.all().stream().anyMatch(benchmark -> benchmark.name().equals(name));
    }

    List<Benchmark> benchmarks() {
        return Benchmarks.all().stream()
                .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
                .toList();
    }
}
