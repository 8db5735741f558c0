package dev.gantry.bench;

import org.jspecify.annotations.Nullable;

/// One line of the table.
///
/// @param theirs `null` where there is nothing to compare
/// @param limit what must hold; `null` where no limit was set
record Row(String what, Unit unit, Samples ours, @Nullable Samples theirs, @Nullable Limit limit) {
    enum Unit {
        MILLISECONDS("ms"),
        MEGABYTES("MB"),
        PER_SECOND("/s");

        final String word;

        Unit(String word) {
            this.word = word;
        }
    }

    /// What must hold of the median.
    sealed interface Limit {
        /// Of ours through theirs.
        record Ratio(double most) implements Limit {}

        record Value(double most) implements Limit {}
    }

    /// Ours through theirs, by the medians; `NaN` without theirs.
    double ratio() {
        return theirs == null ? Double.NaN : ours.median() / theirs.median();
    }

    boolean holds() {
        return switch (limit) {
            case null -> true;
            case Limit.Ratio(double most) -> ratio() <= most;
            case Limit.Value(double most) -> ours.median() <= most;
        };
    }
}
