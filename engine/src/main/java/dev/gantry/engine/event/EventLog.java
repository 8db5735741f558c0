package dev.gantry.engine.event;

import dev.gantry.base.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has happened, a JSON line each, for those who ask later: at least the last 10,000 events.
///
/// ```
/// data-root/events/
///   current    what was written last
///   previous   what was written before, once the current one was full
/// ```
///
/// Survives the end of the engine, however it ends; after a power cut the last events may be
/// missing. Used under the lock of {@link Events}.
final class EventLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final int KEPT = 10_000;

    private final Path current;
    private final Path previous;
    private FileChannel file;
    private int lines;
    private boolean isBroken;

    private EventLog(Path current, Path previous, FileChannel file) {
        this.current = current;
        this.previous = previous;
        this.file = file;
    }

    static EventLog open(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path current = directory.resolve("current");
        FileChannel file = open(current, StandardOpenOption.CREATE);
        EventLog log = new EventLog(current, directory.resolve("previous"), file);
        try (PastEvents past = new PastEvents(List.of(open(current, StandardOpenOption.CREATE)))) {
            while (past.line() != null) {
                log.lines++;
            }
        }
        log.endTornLine();
        return log;
    }

    private static FileChannel open(Path file, StandardOpenOption how) throws IOException {
        return FileChannel.open(file, how, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /// A line that was being written when the engine was killed stays unreadable, and alone.
    private void endTornLine() throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        if (file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n') {
            write("\n");
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
        long at = file.size();
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /// What cannot be written, such as on a full disk, is not told later.
    void add(Event event) {
        try {
            if (lines >= KEPT) {
                file.close();
                Files.move(current, previous, StandardCopyOption.REPLACE_EXISTING);
                file = open(current, StandardOpenOption.CREATE_NEW);
                lines = 0;
            }
            write(Json.print(event) + "\n");
            lines++;
            isBroken = false;
        } catch (IOException e) {
            if (!isBroken) {
                LOG.warn("events are not kept: {}", e.getMessage());
            }
            isBroken = true;
        }
    }

    /// What is there by now.
    PastEvents past() throws IOException {
        List<FileChannel> files = new ArrayList<>();
        for (Path part : List.of(previous, current)) {
            if (Files.exists(part)) {
                files.add(FileChannel.open(part, StandardOpenOption.READ));
            }
        }
        return new PastEvents(files);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
