package dev.gantry.conformance.house.bad.engine.container;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

final class ProcessHelper {
    static final ScopedValue<String> SECOND = ScopedValue.newInstance();

    private ProcessHelper() {}

    static Process start() throws IOException {
        return new ProcessBuilder("true").start();
    }

    static CompletableFuture<String> later() {
        return CompletableFuture.completedFuture("now");
    }
}
