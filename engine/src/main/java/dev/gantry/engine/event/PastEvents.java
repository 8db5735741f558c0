package dev.gantry.engine.event;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events that were kept, oldest first, up to the moment this was made. Used by one thread.
public final class PastEvents implements AutoCloseable {
    /// A file and how long it was.
    private record Part(FileChannel file, long length) {}

    private final List<Part> parts = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(32 * 1024).flip();
    private int part;
    private long offset;

    /// @param files closed with this
    PastEvents(List<FileChannel> files) throws IOException {
        for (FileChannel file : files) {
            parts.add(new Part(file, file.size()));
        }
    }

    /// The next one, or `null` at the end. What a crash or a full disk has torn is left out.
    public @Nullable Event next() throws IOException {
        for (String line = line(); line != null; line = line()) {
            Event event = parse(line);
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    private static @Nullable Event parse(String line) {
        try {
            return Json.read(Event.class, line.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException e) {
            return null;
        }
    }

    @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (buffer.hasRemaining() || fill()) {
            byte next = buffer.get();
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(next);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }

    private boolean fill() throws IOException {
        while (part < parts.size()) {
            Part open = parts.get(part);
            long left = open.length - offset;
            buffer.clear().limit((int) Math.min(buffer.capacity(), Math.max(0, left)));
            int count = left <= 0 ? -1 : open.file.read(buffer, offset);
            buffer.flip();
            if (count > 0) {
                offset += count;
                return true;
            }
            part++;
            offset = 0;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        for (Part open : parts) {
            open.file.close();
        }
    }
}
