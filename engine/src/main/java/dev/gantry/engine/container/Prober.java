package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Runs one probe of a health check in a container, and never leaves one behind: what takes too
/// long is killed with everything it has started.
final class Prober {
    private static final int MOST_OUTPUT = 4096;

    /// How long output may follow the end, and the end a SIGKILL.
    private static final Duration AFTERMATH = Duration.ofSeconds(2);

    private final Execs execs;

    Prober(Execs execs) {
        this.execs = execs;
    }

    Health.Probe probe(Container container, HealthCheck check) throws InterruptedException {
        Instant start = Instant.now();
        try {
            return run(container, check, start);
        } catch (IOException | EngineException e) {
            return new Health.Probe(start, Instant.now(), -1, String.valueOf(e.getMessage()));
        }
    }

    private Health.Probe run(Container container, HealthCheck check, Instant start)
            throws IOException, InterruptedException {
        Exec exec = execs.createProbe(container, spec(container, check));
        try (Streams streams = execs.start(exec.id(), null)) {
            Gathered gathered = new Gathered();
            Thread reader = Thread.ofVirtual().name("probe").start(() -> gathered.all(streams));
            boolean isInTime = exec.awaitEnd(check.patience());
            if (!isInTime) {
                exec.kill();
                boolean _ = exec.awaitEnd(AFTERMATH);
            }
            reader.join(AFTERMATH);
            return isInTime
                    ? new Health.Probe(
                            start, Instant.now(), exec.exitCode().orElse(-1), gathered.text())
                    : new Health.Probe(
                            start, Instant.now(), -1, late(check.patience(), gathered.text()));
        } finally {
            if (exec.isRunning()) {
                exec.kill();
            }
            execs.forget(exec);
        }
    }

    private static ExecSpec spec(Container container, HealthCheck check) {
        return new ExecSpec(
                check.command(container.document().spec().process().shell()),
                List.of(),
                "",
                "",
                false,
                false,
                false,
                true,
                true,
                "");
    }

    private static String late(Duration patience, String output) {
        String sentence = "Health check exceeded timeout (%s)".formatted(goDuration(patience));
        return output.isEmpty() ? sentence : sentence + ": " + output;
    }

    /// As Go prints it: `1s`, `1m30s`, `500ms`.
    static String goDuration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return decimal(duration.toNanos(), 1_000_000) + "ms";
        }
        String seconds =
                decimal(
                                duration.toSecondsPart() * 1_000_000_000L + duration.toNanosPart(),
                                1_000_000_000)
                        + "s";
        if (duration.toMinutes() == 0) {
            return seconds;
        }
        String minutes = duration.toMinutesPart() + "m" + seconds;
        return duration.toHours() == 0 ? minutes : duration.toHours() + "h" + minutes;
    }

    private static String decimal(long units, long one) {
        return new java.math.BigDecimal(units)
                .divide(new java.math.BigDecimal(one))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// The beginning of what a probe wrote; the rest is read and dropped.
    private static final class Gathered {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean isCut;

        void all(Streams streams) {
            try {
                for (Output output = streams.next(); output != null; output = streams.next()) {
                    add(output.bytes());
                }
            } catch (IOException e) {
                return; // it has ended
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void add(byte[] more) {
            int room = Math.min(more.length, MOST_OUTPUT - bytes.size());
            bytes.write(more, 0, room);
            isCut |= room < more.length;
        }

        synchronized String text() {
            String text = bytes.toString(StandardCharsets.UTF_8);
            return isCut ? text + "..." : text;
        }
    }
}
