package dev.gantry.host.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the last lines of a log begin, found from its end.
///
/// A line may lie in several records, with records of the other stream between them. So the
/// beginning is one place for each stream.
final class LogTail {
    private static final int BLOCK = 64 * 1024;

    /// How far before the last line wanted its own beginning is looked for.
    private static final long LOOK_BACK = 1 << 20;

    private final long wanted;
    private final Map<Output.Stream, Long> starts = new EnumMap<>(Output.Stream.class);
    private final Map<Output.Stream, Boolean> seen = new EnumMap<>(Output.Stream.class);
    private final Map<Output.Stream, Boolean> closed = new EnumMap<>(Output.Stream.class);
    private long lines;
    private long enoughAt = -1;

    /// How much has been looked through.
    private long passed;

    private LogTail(long wanted) {
        this.wanted = wanted;
    }

    /// The place from which each stream's records are wanted; a stream without an entry has none.
    static Map<Output.Stream, Long> starts(LogFiles files, long wanted) throws IOException {
        LogTail tail = new LogTail(wanted);
        boolean isMissing = wanted > 0;
        for (Long number = files.liveNumber();
                number != null && isMissing;
                number = files.numbers().lower(number)) {
            Optional<FileChannel> open = files.open(number);
            if (open.isPresent()) {
                try (FileChannel file = open.get()) {
                    isMissing = tail.search(file, number);
                }
            }
        }
        return tail.starts;
    }

    /// Goes through a file backwards, block by block; `rest` is the part of a line whose beginning
    /// lies in an earlier block.
    ///
    /// @return whether earlier files are still needed
    private boolean search(FileChannel file, long number) throws IOException {
        byte[] rest = new byte[0];
        long blockEnd = file.size();
        while (blockEnd > 0) {
            long blockStart = Math.max(0, blockEnd - BLOCK);
            int length = (int) (blockEnd - blockStart);
            byte[] buffer = new byte[length + rest.length];
            read(file, buffer, length, blockStart);
            System.arraycopy(rest, 0, buffer, length, rest.length);
            int lineEnd = lastNewline(buffer, buffer.length - 1);
            while (lineEnd >= 0) {
                int before = lastNewline(buffer, lineEnd - 1);
                if (before < 0 && blockStart > 0) {
                    break;
                }
                passed += lineEnd - before;
                if (!take(buffer, before + 1, lineEnd, LogFiles.place(number, blockStart))) {
                    return false;
                }
                lineEnd = before;
            }
            rest = lineEnd < 0 ? rest : Arrays.copyOf(buffer, lineEnd + 1);
            blockEnd = blockStart;
        }
        return true;
    }

    private static void read(FileChannel file, byte[] buffer, int length, long from)
            throws IOException {
        ByteBuffer block = ByteBuffer.wrap(buffer, 0, length);
        while (block.hasRemaining()) {
            if (file.read(block, from + block.position()) < 0) {
                throw new IOException("the log became shorter while it was read");
            }
        }
    }

    private static int lastNewline(byte[] buffer, int from) {
        int at = from;
        while (at >= 0 && buffer[at] != '\n') {
            at--;
        }
        return at;
    }

    /// @return whether an earlier line is still needed
    private boolean take(byte[] buffer, int start, int newline, long blockStart) {
        LogFormat.@Nullable Line line = LogFormat.line(buffer, start, newline);
        if (line == null) {
            return true;
        }
        Output.Stream stream = line.stream();
        long place = blockStart + start;
        boolean isLastOfLine = line.isFull() || seen.put(stream, true) == null;
        seen.put(stream, true);
        if (isLastOfLine && lines < wanted) {
            lines++;
            starts.put(stream, place);
            enoughAt = lines == wanted ? passed : -1;
        } else if (isLastOfLine) {
            closed.put(stream, true);
        } else if (starts.containsKey(stream) && !closed.containsKey(stream)) {
            starts.put(stream, place);
        }
        return lines < wanted
                || (passed - enoughAt < LOOK_BACK && !closed.keySet().containsAll(starts.keySet()));
    }
}
