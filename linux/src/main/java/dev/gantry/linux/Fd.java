package dev.gantry.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An open file descriptor and who owns it: whoever holds the `Fd` closes it, once or more often.
///
/// Any thread may use it. Closing wakes those who wait for it in {@link Poller} (they get `EBADF`);
/// the number is given back to the kernel when the last running call on it has returned, so it
/// never means another file under somebody's hands. Every descriptor is close-on-exec.
public final class Fd implements AutoCloseable {
    private static final Function CLOSE = Function.of("close");
    private static final Function FCNTL = Function.of("fcntl");
    private static final Function READ = Function.of("read");
    private static final Function WRITE = Function.of("write");
    private static final Function PREAD = Function.of("pread");
    private static final Function PWRITE = Function.of("pwrite");
    private static final Function LSEEK = Function.of("lseek");
    private static final Function FTRUNCATE = Function.of("ftruncate");

    private static final int F_SETFD = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final int CHUNK = 128 * 1024;

    private static final Fd CWD = new Fd(-100, ".");

    private final int number;
    private final String name;

    /// Running calls, and the sign bit once closed.
    private final AtomicInteger users = new AtomicInteger();

    /// Where {@link Poller} keeps who waits for this descriptor; guarded by the poller.
    volatile Poller.@Nullable Interest interest;

    Fd(int number, String name) {
        this.number = number;
        this.name = name;
    }

    /// The working directory (`AT_FDCWD`) for the `*at` calls; closing it does nothing.
    public static Fd cwd() {
        return CWD;
    }

    /// Takes over a descriptor that somebody else opened, as one inherited from systemd.
    public static Fd adopt(int number, String name) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(FCNTL, name, number, F_SETFD, 1);
        }
        return new Fd(number, name);
    }

    /// The number, for a name under `/proc/self/fd` or a log line. The descriptor must stay open as
    /// long as the number is used.
    public int number() {
        return number;
    }

    /// What was opened, for messages.
    public String name() {
        return name;
    }

    /// The path under which this process finds the open file itself, whatever its name is now.
    public String procPath() {
        return "/proc/self/fd/" + number;
    }

    public boolean isClosed() {
        return users.get() < 0;
    }

    public Fd dup() throws LinuxException {
        return dupAbove(3);
    }

    /// A second descriptor of the same open file with a number of at least `lowest`.
    Fd dupAbove(int lowest) throws LinuxException {
        try (Frame frame = new Frame()) {
            return new Fd(
                    frame.checkInt(FCNTL, this, frame.fd(this), F_DUPFD_CLOEXEC, lowest), name);
        }
    }

    /// Clears or sets `O_NONBLOCK` on the open file, which every duplicate shares.
    public void setBlocking(boolean blocking) throws LinuxException {
        try (Frame frame = new Frame()) {
            int fd = frame.fd(this);
            int flags = frame.checkInt(FCNTL, this, fd, F_GETFL);
            int wanted = blocking ? flags & ~OpenFlags.O_NONBLOCK : flags | OpenFlags.O_NONBLOCK;
            frame.checkInt(FCNTL, this, fd, F_SETFL, wanted);
        }
    }

    /// Reads at least one byte; -1 at the end. Parks while a non-blocking descriptor has nothing.
    public int read(byte[] buffer, int offset, int length)
            throws IOException, InterruptedException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int count = readNow(buffer, offset, length);
            if (count != WOULD_BLOCK) {
                return count == 0 ? -1 : count;
            }
            Poller.awaitReadable(this);
        }
    }

    private static final int WOULD_BLOCK = -2;

    private int readNow(byte[] buffer, int offset, int length) throws LinuxException {
        try (Frame frame = new Frame()) {
            int wanted = Math.min(length, CHUNK);
            MemorySegment memory = frame.allocate(wanted);
            long count = frame.call(READ, frame.fd(this), memory.address(), wanted);
            if (count == -1) {
                if (frame.errno() == Errno.EAGAIN) {
                    return WOULD_BLOCK;
                }
                throw frame.failure("read", this);
            }
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, buffer, offset, (int) count);
            return (int) count;
        }
    }

    /// Writes all of it. Parks while a non-blocking descriptor has no room.
    public void write(byte[] buffer, int offset, int length)
            throws IOException, InterruptedException {
        int done = 0;
        while (done < length) {
            int count = writeNow(buffer, offset + done, length - done);
            if (count == WOULD_BLOCK) {
                Poller.awaitWritable(this);
            } else {
                done += count;
            }
        }
    }

    private int writeNow(byte[] buffer, int offset, int length) throws LinuxException {
        try (Frame frame = new Frame()) {
            int wanted = Math.min(length, CHUNK);
            MemorySegment memory = frame.allocate(wanted);
            MemorySegment.copy(buffer, offset, memory, ValueLayout.JAVA_BYTE, 0, wanted);
            long count = frame.call(WRITE, frame.fd(this), memory.address(), wanted);
            if (count == -1) {
                if (frame.errno() == Errno.EAGAIN) {
                    return WOULD_BLOCK;
                }
                throw frame.failure("write", this);
            }
            return (int) count;
        }
    }

    /// Reads at a position of a file; -1 at the end.
    public int read(long position, byte[] buffer, int offset, int length) throws LinuxException {
        try (Frame frame = new Frame()) {
            int wanted = Math.min(length, CHUNK);
            MemorySegment memory = frame.allocate(wanted);
            long count =
                    frame.check(PREAD, this, frame.fd(this), memory.address(), wanted, position);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, buffer, offset, (int) count);
            return count == 0 && length > 0 ? -1 : (int) count;
        }
    }

    /// Writes all of it at a position of a file.
    public void write(long position, byte[] buffer, int offset, int length) throws LinuxException {
        int done = 0;
        while (done < length) {
            try (Frame frame = new Frame()) {
                int wanted = Math.min(length - done, CHUNK);
                MemorySegment memory = frame.allocate(wanted);
                MemorySegment.copy(buffer, offset + done, memory, ValueLayout.JAVA_BYTE, 0, wanted);
                done +=
                        (int)
                                frame.check(
                                        PWRITE,
                                        this,
                                        frame.fd(this),
                                        memory.address(),
                                        wanted,
                                        position + done);
            }
        }
    }

    /// `lseek`; `whence` is one of {@link Seek}.
    public long seek(long offset, Seek whence) throws LinuxException {
        try (Frame frame = new Frame()) {
            return frame.check(LSEEK, this, frame.fd(this), offset, whence.number);
        }
    }

    /// Where {@link #seek} counts from.
    public enum Seek {
        SET(0),
        CURRENT(1),
        END(2),
        DATA(3),
        HOLE(4);

        private final int number;

        Seek(int number) {
            this.number = number;
        }
    }

    public void truncate(long size) throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(FTRUNCATE, this, frame.fd(this), size);
        }
    }

    /// A view of the bytes to read; closing it closes this descriptor. An interrupted thread gets
    /// an `InterruptedIOException` and stays interrupted.
    public InputStream input() {
        return new FdStreams.Input(this);
    }

    /// A view to write to, unbuffered; closing it closes this descriptor.
    public OutputStream output() {
        return new FdStreams.Output(this);
    }

    int rawNumber() {
        return number;
    }

    void acquire() throws LinuxException {
        int current;
        do {
            current = users.get();
            if (current < 0) {
                throw new LinuxException("use", this + " (closed)", Errno.EBADF);
            }
        } while (!users.compareAndSet(current, current + 1));
    }

    void release() {
        if (users.decrementAndGet() == CLOSED) {
            giveBack();
        }
    }

    @Override
    public void close() {
        if (this == CWD) {
            return;
        }
        int before = users.getAndUpdate(current -> current | CLOSED);
        if (before < 0) {
            return;
        }
        Poller.wakeAll(this);
        if (before == 0) {
            giveBack();
        }
    }

    /// `close` frees the number even when it reports an error; there is nothing to do about one.
    private void giveBack() {
        Poller.forget(this);
        try (Frame frame = new Frame()) {
            frame.once(CLOSE, number);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
