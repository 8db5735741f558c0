package dev.gantry.engine.log;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.host.log.LogLine;
import dev.gantry.host.log.LogOrigin;
import dev.gantry.host.log.LogServer;
import dev.gantry.host.log.LogSink;
import dev.gantry.host.runtime.LogQuery;
import dev.gantry.host.runtime.LogReader;
import dev.gantry.host.runtime.LogRecord;
import dev.gantry.host.runtime.Output;
import dev.gantry.host.runtime.RuntimeContainers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one container's output to its log server. Runs on a thread of its own, which is
/// interrupted to end it early.
final class Shipper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

    /// Docker's longest message; longer lines go in pieces.
    private static final int LONGEST = 16 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final long SAVE_NANOS = Duration.ofSeconds(1).toNanos();

    private final RuntimeContainers runtime;
    private final Shipping.Cargo cargo;
    private final LogServer server;
    private final Path bookmark;
    private final Map<Output.Stream, ByteArrayOutputStream> lines =
            new EnumMap<>(Output.Stream.class);
    private @Nullable LogSink sink;
    private @Nullable LogReader reader;
    private Duration pause = FIRST_PAUSE;
    private long savedAt = System.nanoTime();

    Shipper(
            RuntimeContainers runtime,
            Shipping.Cargo cargo,
            LogServer server,
            @Nullable LogSink sink) {
        this.runtime = runtime;
        this.cargo = cargo;
        this.server = server;
        this.sink = sink;
        this.bookmark = cargo.log().resolveSibling(cargo.log().getFileName() + ".sent");
    }

    static LogOrigin origin(LogSpec spec, LogSubject subject) {
        return new LogOrigin(
                LogAttributes.tag(spec, subject),
                subject.id(),
                (spec.driver().equals("fluentd") ? "/" : "") + subject.name(),
                subject.imageId(),
                subject.image(),
                String.join(" ", subject.command()),
                subject.created(),
                LogAttributes.chosen(spec, subject));
    }

    @Override
    public void run() {
        try {
            ship();
        } catch (InterruptedException e) {
            return; // the place it had come to is saved
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "output of container {} is not sent to {} any more",
                    cargo.subject().id(),
                    cargo.spec().driver(),
                    e);
        } finally {
            disconnect();
        }
    }

    private void ship() throws IOException, InterruptedException {
        try (LogReader open =
                runtime.followLog(
                        cargo.subject().id(), cargo.log(), place(), LogQuery.following())) {
            reader = open;
            for (LogRecord record = open.next(); record != null; record = open.next()) {
                take(record);
                if (System.nanoTime() - savedAt > SAVE_NANOS) {
                    save(open.place());
                }
            }
            for (Output.Stream stream : Output.Stream.values()) {
                send(stream, Instant.now(), line(stream), false);
            }
            save(open.place());
        }
    }

    private long place() throws IOException {
        try {
            return Json.parse(Files.readString(bookmark)) instanceof JsonValue.Num number
                    ? number.longValueExact()
                    : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void save(long place) throws IOException {
        Path stage = bookmark.resolveSibling(bookmark.getFileName() + ".tmp");
        Files.writeString(stage, Long.toString(place));
        Files.move(stage, bookmark, StandardCopyOption.ATOMIC_MOVE);
        savedAt = System.nanoTime();
    }

    private ByteArrayOutputStream line(Output.Stream stream) {
        return lines.computeIfAbsent(stream, _ -> new ByteArrayOutputStream());
    }

    /// Puts records together to lines, and cuts lines that are too long into pieces.
    private void take(LogRecord record) throws IOException, InterruptedException {
        ByteArrayOutputStream line = line(record.stream());
        line.writeBytes(record.bytes());
        if (record.isEnd()) {
            send(record.stream(), record.at(), line, false);
        } else if (line.size() > LONGEST) {
            byte[] gathered = line.toByteArray();
            line.reset();
            line.write(gathered, 0, LONGEST);
            send(record.stream(), record.at(), line, true);
            line.write(gathered, LONGEST, gathered.length - LONGEST);
        }
    }

    private void send(
            Output.Stream stream, Instant at, ByteArrayOutputStream gathered, boolean isPartial)
            throws IOException, InterruptedException {
        byte[] text = gathered.toByteArray();
        gathered.reset();
        if (text.length == 0) {
            return;
        }
        int length = text[text.length - 1] == '\n' ? text.length - 1 : text.length;
        boolean isError = stream == Output.Stream.STDERR;
        for (int from = 0; from == 0 || from < length; from += LONGEST) {
            int to = Math.min(length, from + LONGEST);
            boolean goesOn = isPartial || to < length;
            send(new LogLine(at, isError, Arrays.copyOfRange(text, from, to), goesOn));
        }
    }

    /// Tries until the server has it, or the records that wait are more than the container lets
    /// wait.
    private void send(LogLine line) throws IOException, InterruptedException {
        while (true) {
            try {
                connected().send(line);
                pause = FIRST_PAUSE;
                return;
            } catch (IOException e) {
                LOG.debug("{} of container {}", cargo.spec().driver(), cargo.subject().id(), e);
                if (pause.equals(FIRST_PAUSE)) {
                    LOG.warn(
                            "the {} server of container {} is not reached: {}",
                            cargo.spec().driver(),
                            cargo.subject().id(),
                            e.getMessage());
                }
                disconnect();
                if (cargo.spec().isLossy() && isFull()) {
                    return; // dropped
                }
                Thread.sleep(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
            }
        }
    }

    /// Whether as much waits in the files as the container lets wait.
    private boolean isFull() throws IOException {
        LogReader open = reader;
        return open != null && open.behind() > cargo.spec().buffer();
    }

    private LogSink connected() throws IOException {
        LogSink open = sink;
        if (open == null) {
            open = server.open(origin(cargo.spec(), cargo.subject()));
            sink = open;
        }
        return open;
    }

    private void disconnect() {
        LogSink open = sink;
        sink = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("closing a log connection", e);
            }
        }
    }
}
