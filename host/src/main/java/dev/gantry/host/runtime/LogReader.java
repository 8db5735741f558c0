package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what a container wrote, byte for byte, from the log its monitor keeps.
///
/// One thread calls {@link #next} until it answers `null`; then all that was asked for has been
/// read. Following ends when the container has ended and its log is read to the end.
public final class LogReader implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /// No record of conmon's is near this long; a stretch that is was left by a power cut.
    private static final int MAX_RECORD = 1 << 20;

    private final @Nullable FileChannel file;
    private final LogQuery query;
    private final Growth growth;
    private final LogFormat format = new LogFormat();
    private final Map<Output.Stream, Long> starts;
    private final Map<Output.Stream, Boolean> inLine = new EnumMap<>(Output.Stream.class);
    private byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private long offset;
    private boolean isLast;

    /// Tells a follower when to look again.
    interface Growth extends AutoCloseable {
        /// Nothing more will come.
        Growth NONE =
                new Growth() {
                    @Override
                    public boolean await() {
                        return false;
                    }

                    @Override
                    public void close() {}
                };

        /// Waits until the log may have grown.
        ///
        /// @return `false` when everything the container wrote is in the file by now
        boolean await() throws IOException, InterruptedException;

        @Override
        void close();
    }

    private LogReader(@Nullable FileChannel file, LogQuery query, Growth growth)
            throws IOException {
        this.file = file;
        this.query = query;
        this.growth = growth;
        if (file == null) {
            starts = Map.of();
        } else if (query.tail() < 0) {
            starts = all();
        } else {
            long size = file.size();
            starts = new EnumMap<>(LogTail.starts(file, query.tail()));
            for (Output.Stream stream : Output.Stream.values()) {
                starts.putIfAbsent(stream, size);
            }
            offset = starts.values().stream().mapToLong(Long::longValue).min().orElse(size);
        }
    }

    private static Map<Output.Stream, Long> all() {
        return Map.of(Output.Stream.STDOUT, 0L, Output.Stream.STDERR, 0L);
    }

    /// The log of a container that has ended, or what is there by now. A log that does not exist is
    /// empty.
    public static LogReader open(Path log, LogQuery query) throws IOException {
        return open(log, query, Growth.NONE);
    }

    /// @param growth closed with the reader
    static LogReader open(Path log, LogQuery query, Growth growth) throws IOException {
        FileChannel file = null;
        try {
            file = FileChannel.open(log, StandardOpenOption.READ);
            return new LogReader(file, query, growth);
        } catch (NoSuchFileException e) {
            return new LogReader(null, query, growth);
        } catch (IOException | RuntimeException e) {
            growth.close();
            if (file != null) {
                file.close();
            }
            throw e;
        }
    }

    /// The next piece of output, or `null` at the end.
    public @Nullable LogRecord next() throws IOException, InterruptedException {
        while (true) {
            int newline = newline();
            if (newline >= 0) {
                LogFormat.Line line = LogFormat.line(buffer, position, newline);
                long lineOffset = offset;
                offset += newline + 1 - position;
                position = newline + 1;
                LogRecord record = line == null ? null : wanted(line, lineOffset);
                if (record == null) {
                    continue;
                }
                Instant until = query.until();
                if (until != null && record.at().isAfter(until)) {
                    return null;
                }
                return record;
            }
            if (!fill() && !awaitMore()) {
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

    private @Nullable LogRecord wanted(LogFormat.Line line, long lineOffset) {
        Output.Stream stream = line.stream();
        boolean isStart = !inLine.getOrDefault(stream, false);
        inLine.put(stream, !line.isFull());
        if (lineOffset < starts.getOrDefault(stream, 0L) || !query.streams().contains(stream)) {
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
        if (file != null) {
            file.close();
        }
    }
}
