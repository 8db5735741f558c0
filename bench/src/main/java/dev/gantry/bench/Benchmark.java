package dev.gantry.bench;

import java.io.IOException;
import java.util.List;

/// One thing that is measured. It leaves both engines as it found them.
interface Benchmark {
    /// What `bench/run NAME` calls it.
    String name();

    List<Row> measure(Ground ground) throws IOException, InterruptedException;
}
