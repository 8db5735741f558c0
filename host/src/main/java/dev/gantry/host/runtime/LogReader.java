package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a container wrote, byte for byte, from the log its monitor keeps.
///
/// One thread calls {@link #next} until it answers `null`; then all that was asked for has been
/// read. Following ends when the container has ended and its log is read to the end.
public final class LogReader implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /// No record of conmon's is near this long; a stretch that is was left by a power cut.
    private static final int MAX_RECORD = 1 << 20;

    private final LogFiles files;
    private final LogQuery query;
    private final Growth growth;
    private final LogFormat format = new LogFormat();
    private final Map<Output.Stream, Long> starts = new EnumMap<>(Output.Stream.class);
    private final Map<Output.Stream, Boolean> inLine = new EnumMap<>(Output.Stream.class);
    private @Nullable FileChannel file;
    private long number;
    private byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    /// In the file, of {@link #position}.
    private long offset;

    private boolean isLast;

    /// Tells a follower when to look again.
    interface Growth extends AutoCloseable {
        /// Nothing more will come.
        Growth NONE =
                new Growth() {
                    @Override
                    public void follow(Path file) {}

                    @Override
                    public boolean await() {
                        return false;
                    }

                    @Override
                    public void close() {}
                };

        /// Tells that the reader has gone on to another file.
        void follow(Path file) throws IOException;

        /// Waits until the log may have grown.
        ///
        /// @return `false` when everything the container wrote is in the file by now
        boolean await() throws IOException, InterruptedException;

        @Override
        void close();
    }

    private LogReader(LogFiles files, LogQuery query, Growth growth) {
        this.files = files;
        this.query = query;
        this.growth = growth;
    }

    /// The log of a container that has ended, or what is there by now. A log that does not exist is
    /// empty.
    public static LogReader open(Path log, LogQuery query) throws IOException {
        return open(log, query, Growth.NONE);
    }

    /// @param growth closed with the reader
    static LogReader open(Path log, LogQuery query, Growth growth) throws IOException {
        LogReader reader = new LogReader(new LogFiles(log), query, growth);
        return reader.begun(() -> reader.begin());
    }

    /// From where another reader's {@link #place} was. What was rotated away meanwhile is left out.
    static LogReader resume(Path log, long place, LogQuery query, Growth growth)
            throws IOException {
        LogReader reader = new LogReader(new LogFiles(log), query, growth);
        return reader.begun(() -> reader.enter(LogFiles.number(place), LogFiles.offset(place)));
    }

    private interface Beginning {
        void run() throws IOException;
    }

    private LogReader begun(Beginning beginning) throws IOException {
        try {
            beginning.run();
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void begin() throws IOException {
        if (query.tail() < 0) {
            enter(first(), 0);
            return;
        }
        starts.putAll(LogTail.starts(files, query.tail()));
        long end =
                LogFiles.place(
                        files.liveNumber(),
                        Files.exists(files.live()) ? Files.size(files.live()) : 0);
        for (Output.Stream stream : Output.Stream.values()) {
            starts.putIfAbsent(stream, end);
        }
        long place = starts.values().stream().mapToLong(Long::longValue).min().orElse(end);
        enter(LogFiles.number(place), LogFiles.offset(place));
    }

    /// The oldest file with anything wanted: one that was written to last before is passed over.
    private long first() throws IOException {
        Instant since = query.since();
        for (long old : files.numbers()) {
            if (since == null || !lastWritten(old).isBefore(since)) {
                return old;
            }
        }
        return files.liveNumber();
    }

    private Instant lastWritten(long old) throws IOException {
        try {
            return Files.getLastModifiedTime(files.rotated(old)).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX; // compressed later, or gone
        }
    }

    /// Goes on in a file, or in the next there is.
    private void enter(long wanted, long from) throws IOException {
        leave();
        number = wanted;
        offset = from;
        position = 0;
        limit = 0;
        Optional<FileChannel> open = files.open(wanted);
        while (open.isEmpty() && number < files.liveNumber()) {
            Long next = files.numbers().higher(number);
            number = next == null ? files.liveNumber() : next;
            offset = 0;
            open = files.open(number);
        }
        file = open.orElse(null);
        if (query.follow() && file != null && number == files.liveNumber()) {
            growth.follow(files.live());
        }
    }

    private void leave() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /// Bytes written and not read yet, counting those of the live file alone.
    public long behind() throws IOException {
        long written = Files.exists(files.live()) ? Files.size(files.live()) : 0;
        return number == files.liveNumber() ? written - offset : written;
    }

    /// Where the next record begins, for {@link #resume}.
    public long place() {
        return LogFiles.place(number, offset);
    }

    /// The next piece of output, or `null` at the end.
    public @Nullable LogRecord next() throws IOException, InterruptedException {
        while (true) {
            int newline = newline();
            if (newline >= 0) {
                LogFormat.Line line = LogFormat.line(buffer, position, newline);
                long place = place();
                offset += newline + 1 - position;
                position = newline + 1;
                LogRecord record = line == null ? null : wanted(line, place);
                if (record == null) {
                    continue;
                }
                Instant until = query.until();
                if (until != null && record.at().isAfter(until)) {
                    return null;
                }
                return record;
            }
            if (!fill() && !goOn() && !awaitMore()) {
                return null;
            }
        }
    }

    private int newline() {
        for (int i = position; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private @Nullable LogRecord wanted(LogFormat.Line line, long place) {
        Output.Stream stream = line.stream();
        boolean isStart = !inLine.getOrDefault(stream, false);
        inLine.put(stream, !line.isFull());
        if (place < starts.getOrDefault(stream, 0L) || !query.streams().contains(stream)) {
            return null;
        }
        Instant at = format.time(buffer, line);
        Instant since = query.since();
        if (at == null || (since != null && at.isBefore(since))) {
            return null;
        }
        byte[] text = Arrays.copyOfRange(buffer, line.start() + LogFormat.HEADER, line.end());
        return new LogRecord(at, stream, text, isStart);
    }

    /// @return whether there are more bytes than before
    private boolean fill() throws IOException {
        if (file == null) {
            return false;
        }
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        if (limit == MAX_RECORD) {
            offset += limit;
            limit = 0;
        } else if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        }
        int count =
                file.read(ByteBuffer.wrap(buffer, limit, buffer.length - limit), offset + limit);
        limit += Math.max(0, count);
        return count > 0;
    }

    /// Goes on to the next file when this one is not written to any more and read to its end. What
    /// remains of it is the beginning of a line that a full disk or a crash has cut off.
    ///
    /// @return whether there may be more to read
    private boolean goOn() throws IOException {
        if (file == null) {
            enter(number, offset);
            return file != null;
        }
        if (!files.isRotated(number) && number >= files.liveNumber()) {
            return false;
        }
        boolean isFinal = Files.exists(files.live()) || number + 1 < files.liveNumber();
        if (fill()) {
            return true;
        }
        if (isFinal) {
            enter(number + 1, 0);
        }
        return isFinal;
    }

    /// @return whether to read on
    private boolean awaitMore() throws IOException, InterruptedException {
        if (!query.follow() || isLast) {
            return false;
        }
        isLast = !growth.await();
        return true;
    }

    @Override
    public void close() throws IOException {
        growth.close();
        leave();
    }
}
