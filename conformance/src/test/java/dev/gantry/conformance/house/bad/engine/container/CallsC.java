package dev.gantry.conformance.house.bad.engine.container;

import java.lang.foreign.Arena;

final class CallsC {
    private CallsC() {}

    static long address() {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(8).address();
        }
    }
}
