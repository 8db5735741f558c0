package dev.gantry.bench;

/// What a benchmark works with: both engines, with the image {@link #IMAGE} in each.
///
/// @param rounds how often to repeat
record Ground(Gantryd ours, Side theirs, int rounds) {
    static final String IMAGE = "gantry/busybox";
}
