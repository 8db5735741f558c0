package dev.gantry.bench;

import java.util.List;

/// What was measured, in milliseconds or megabytes; at least one value.
record Samples(List<Double> values) {
    Samples {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    double median() {
        return quantile(0.5);
    }

    /// The smallest value that a share of all values does not exceed.
    double quantile(double share) {
        int rank = (int) Math.ceil(share * values.size());
        return values.get(Math.max(0, rank - 1));
    }
}
