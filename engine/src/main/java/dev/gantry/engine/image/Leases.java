package dev.gantry.engine.image;

import dev.gantry.oci.Digest;
import java.util.HashMap;
import java.util.Map;

/// Digests that work in flight needs, though no image refers to them yet: nobody collects them.
final class Leases {
    private final Map<Digest, Integer> held = new HashMap<>();

    /// What one piece of work holds on to until it closes this.
    final class Lease implements AutoCloseable {
        private final java.util.List<Digest> own = new java.util.ArrayList<>();

        void hold(Digest digest) {
            synchronized (Leases.this) {
                own.add(digest);
                held.merge(digest, 1, Integer::sum);
            }
        }

        @Override
        public void close() {
            synchronized (Leases.this) {
                for (Digest digest : own) {
                    held.computeIfPresent(digest, (_, count) -> count == 1 ? null : count - 1);
                }
                own.clear();
            }
        }
    }

    Lease open() {
        return new Lease();
    }

    synchronized boolean isHeld(Digest digest) {
        return held.containsKey(digest);
    }
}
