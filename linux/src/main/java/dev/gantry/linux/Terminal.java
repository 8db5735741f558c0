package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The terminal behind one of the three standard descriptors, which stay open as long as the
/// process does and are therefore meant by number.
public final class Terminal {
    private static final Function ISATTY = Function.of("isatty");
    private static final Function TCGETATTR = Function.of("tcgetattr");
    private static final Function TCSETATTR = Function.of("tcsetattr");
    private static final Function CFMAKERAW = Function.of("cfmakeraw");
    private static final Function IOCTL = Function.of("ioctl");

    private static final int TCSADRAIN = 1;
    private static final long TIOCGWINSZ = 0x5413;

    /// More than `struct termios` needs anywhere.
    private static final int TERMIOS_BYTES = 128;

    private final int fd;

    private Terminal(int fd) {
        this.fd = fd;
    }

    public static Terminal stdin() {
        return new Terminal(0);
    }

    public static Terminal stdout() {
        return new Terminal(1);
    }

    public static Terminal stderr() {
        return new Terminal(2);
    }

    /// Whether there is a terminal at all.
    public boolean exists() {
        try (Frame frame = new Frame()) {
            return (int) frame.call(ISATTY, fd) == 1;
        }
    }

    /// Rows and columns; both 0 when the terminal does not know.
    public record Size(int rows, int columns) {}

    public Size size() throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment winsize = frame.allocate(8);
            frame.checkInt(IOCTL, this, fd, TIOCGWINSZ, winsize.address());
            return new Size(
                    winsize.get(ValueLayout.JAVA_SHORT, 0) & 0xffff,
                    winsize.get(ValueLayout.JAVA_SHORT, 2) & 0xffff);
        }
    }

    /// Hands every key through as it is typed: no echo, no lines, no signals, until the mode is
    /// restored.
    public RawMode makeRaw() throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment termios = frame.allocate(TERMIOS_BYTES);
            frame.checkInt(TCGETATTR, this, fd, termios.address());
            byte[] before = termios.toArray(ValueLayout.JAVA_BYTE);
            frame.call(CFMAKERAW, termios.address());
            frame.checkInt(TCSETATTR, this, fd, TCSADRAIN, termios.address());
            return new RawMode(this, before);
        }
    }

    /// A terminal in raw mode and how it was before. Any thread may restore it, once or more often.
    public static final class RawMode {
        private final Terminal terminal;
        private final byte[] before;

        private RawMode(Terminal terminal, byte[] before) {
            this.terminal = terminal;
            this.before = before;
        }

        public void restore() throws LinuxException {
            try (Frame frame = new Frame()) {
                long termios = frame.copyOf(before).address();
                frame.checkInt(TCSETATTR, terminal, terminal.fd, TCSADRAIN, termios);
            }
        }
    }

    @Override
    public String toString() {
        return "/dev/fd/" + fd;
    }
}
