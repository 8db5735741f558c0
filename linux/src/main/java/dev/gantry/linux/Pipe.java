package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Both ends of a new pipe. Both are non-blocking here, so that waiting parks in {@link Poller}; a
/// child gets its end through {@link Spawn}, where {@link Fd#setBlocking} makes it as programs
/// expect it.
public record Pipe(Fd reading, Fd writing) implements AutoCloseable {
    private static final Function PIPE2 = Function.of("pipe2");

    public static Pipe open(String name) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment pair = frame.allocate(8);
            frame.checkInt(PIPE2, name, pair.address(), OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK);
            return new Pipe(
                    new Fd(pair.get(ValueLayout.JAVA_INT, 0), name + " (reading)"),
                    new Fd(pair.get(ValueLayout.JAVA_INT, 4), name + " (writing)"));
        }
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
