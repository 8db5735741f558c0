package dev.gantry.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/// A process by descriptor (pidfd_open(2)): never another process that got the same number later.
public final class Pidfd implements AutoCloseable {
    private static final Function SYSCALL = Function.of("syscall");
    private static final Function WAITID = Function.of("waitid");
    private static final int P_PIDFD = 3;
    private static final int WEXITED = 4;
    private static final int CLD_EXITED = 1;

    private final int pid;
    private final Fd fd;

    private Pidfd(int pid, Fd fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /// @throws LinuxException with `ESRCH` when there is no such process
    public static Pidfd open(int pid) throws LinuxException {
        try (Frame frame = new Frame()) {
            String subject = "process " + pid;
            long number = frame.call(SYSCALL, SystemCall.PIDFD_OPEN, pid, 0);
            if (number == -1) {
                throw frame.failure("pidfd_open", subject);
            }
            return new Pidfd(pid, new Fd((int) number, subject));
        }
    }

    public int pid() {
        return pid;
    }

    /// @throws LinuxException with `ESRCH` when it has ended
    public void signal(int number) throws LinuxException {
        try (Frame frame = new Frame()) {
            long result =
                    frame.call(SYSCALL, SystemCall.PIDFD_SEND_SIGNAL, frame.fd(fd), number, 0, 0);
            if (result == -1) {
                throw frame.failure("pidfd_send_signal", fd);
            }
        }
    }

    /// Parks until the process has ended, whoever's child it is.
    public void awaitEnd() throws IOException, InterruptedException {
        Poller.awaitReadable(fd);
    }

    /// False when it has not ended in time.
    public boolean awaitEnd(Duration most) throws IOException, InterruptedException {
        return Poller.awaitReadable(fd, most);
    }

    /// How a child of ours ended; takes it off the kernel's list. Parks until then.
    ///
    /// @return the exit code, or 128 and the signal's number
    public int reap() throws IOException, InterruptedException {
        awaitEnd();
        try (Frame frame = new Frame()) {
            MemorySegment info = frame.allocate(128);
            frame.checkInt(WAITID, fd, P_PIDFD, frame.fd(fd), info.address(), WEXITED, 0);
            int status = info.get(ValueLayout.JAVA_INT, 24);
            return info.get(ValueLayout.JAVA_INT, 8) == CLD_EXITED ? status : 128 + status;
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
