package dev.gantry.engine.image;

import dev.gantry.oci.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Digests that work in flight needs, though perhaps no image refers to them: nobody collects them.
///
/// Work holds a digest first and looks for it afterwards; images it adds refer to what it holds
/// before it lets go. The collector decides and removes in {@link #withoutNewHolds}, so nothing is
/// removed between a look and a use.
final class Leases {
    private final Map<Digest, Integer> held = new HashMap<>();

    /// What one piece of work holds on to until it closes this.
    final class Lease implements AutoCloseable {
        private final Set<Digest> own = new LinkedHashSet<>();

        void hold(Digest digest) {
            synchronized (Leases.this) {
                if (own.add(digest)) {
                    held.merge(digest, 1, Integer::sum);
                }
            }
        }

        /// All it holds.
        Set<Digest> held() {
            synchronized (Leases.this) {
                return Set.copyOf(own);
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

    interface Action {
        void run() throws IOException;
    }

    Lease open() {
        return new Lease();
    }

    synchronized boolean isHeld(Digest digest) {
        return held.containsKey(digest);
    }

    /// Runs something short while nobody can begin to hold a digest.
    synchronized void withoutNewHolds(Action action) throws IOException {
        action.run();
    }
}
