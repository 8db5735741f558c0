package dev.gantry.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Measures several things in turns, a round of all after the other, each round in the reverse
/// order of the one before: A B, B A, A B …
final class Rounds {
    /// Once through what is measured.
    @FunctionalInterface
    interface Trial {
        void run() throws IOException, InterruptedException;
    }

    private Rounds() {}

    /// One round before the first is not counted: files are read, code is compiled.
    ///
    /// @return samples in milliseconds, in the order of the trials
    static List<Samples> measure(int rounds, List<Trial> trials)
            throws IOException, InterruptedException {
        List<List<Double>> values = new ArrayList<>();
        for (Trial trial : trials) {
            trial.run();
            values.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < trials.size(); turn++) {
                int index = round % 2 == 0 ? turn : trials.size() - 1 - turn;
                values.get(index).add(milliseconds(trials.get(index)));
            }
        }
        return values.stream().map(Samples::new).toList();
    }

    static double milliseconds(Trial trial) throws IOException, InterruptedException {
        long start = System.nanoTime();
        trial.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
