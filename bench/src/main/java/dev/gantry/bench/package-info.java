/// How fast and how small Gantry is, beside Docker on the same machine in the same minutes.
///
/// One file a benchmark, each a {@link dev.gantry.bench.Benchmark} listed in {@link
/// dev.gantry.bench.Benchmarks}; rounds alternate between the two engines, so that what else the
/// machine does hits both. Speaks to both through the same client and the same `docker`. Must not
/// know how either engine works.
@NullMarked
package dev.gantry.bench;

import org.jspecify.annotations.NullMarked;
