package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A new pseudo terminal: the side that programs use, and the side that plays the screen and the
/// keyboard.
public record Pty(Fd master, Fd terminal) implements AutoCloseable {
    private static final Function OPENPT = Function.of("posix_openpt");
    private static final Function GRANTPT = Function.of("grantpt");
    private static final Function UNLOCKPT = Function.of("unlockpt");
    private static final Function PTSNAME_R = Function.of("ptsname_r");
    private static final Function IOCTL = Function.of("ioctl");
    private static final long TIOCSWINSZ = 0x5414;

    public static Pty open() throws LinuxException {
        try (Frame frame = new Frame()) {
            int flags = OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC;
            Fd master = new Fd(frame.checkInt(OPENPT, "pty", flags), "pty");
            int number = frame.fd(master);
            frame.checkInt(GRANTPT, master, number);
            frame.checkInt(UNLOCKPT, master, number);
            MemorySegment name = frame.allocate(64);
            int error = (int) frame.once(PTSNAME_R, number, name.address(), 64);
            if (error != 0) {
                throw new LinuxException("ptsname_r", "pty", error);
            }
            byte[] path = name.getString(0).getBytes(StandardCharsets.UTF_8);
            Fd terminal = At.openat(Fd.cwd(), path, OpenFlags.O_RDWR | OpenFlags.O_NOCTTY, 0);
            master.setBlocking(false);
            return new Pty(master, terminal);
        }
    }

    public void resize(int rows, int columns) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment size = frame.allocate(8);
            size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
            size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
            frame.checkInt(IOCTL, master, frame.fd(master), TIOCSWINSZ, size.address());
        }
    }

    @Override
    public void close() {
        master.close();
        terminal.close();
    }
}
