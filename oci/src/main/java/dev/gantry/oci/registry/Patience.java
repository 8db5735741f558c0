package dev.gantry.oci.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Tries again what may succeed the next time.
final class Patience {
    /// One attempt. A failure of kind `UNAVAILABLE` is worth another, unless at the first one
    /// nobody was there.
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RegistryOptions options;

    Patience(RegistryOptions options) {
        this.options = options;
    }

    <T> T run(Attempt<T> attempt) throws IOException, InterruptedException {
        for (int i = 1; ; i++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw interrupted(e);
                }
                if (i >= options.attempts() || !isWorthIt(e, i)) {
                    throw e;
                }
                Thread.sleep(pause(i, e));
            }
        }
    }

    /// The client's streams turn an interrupt into an `IOException`.
    private static InterruptedException interrupted(IOException e) {
        InterruptedException interrupted = new InterruptedException("registry");
        interrupted.initCause(e);
        return interrupted;
    }

    private static boolean isWorthIt(IOException e, int attempt) {
        return e instanceof RegistryException failure
                && failure.kind() == RegistryException.Kind.UNAVAILABLE
                && !(attempt == 1 && e.getCause() instanceof ConnectException);
    }

    private Duration pause(int attempt, IOException e) {
        if (e instanceof RegistryException failure && !failure.retryAfter().isZero()) {
            return shorter(failure.retryAfter(), LONGEST);
        }
        long base = options.backOff().toMillis() << Math.min(attempt - 1, 10);
        long jitter = ThreadLocalRandom.current().nextLong(base / 4 + 1);
        return shorter(Duration.ofMillis(base + jitter), LONGEST);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
