package dev.gantry.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/// Tells when anybody changes the rules of the packet filter, in the network namespace of the
/// thread that opened it. One thread waits.
public final class FilterEvents implements AutoCloseable {
    private static final Function SOCKET = Function.of("socket");
    private static final Function SETSOCKOPT = Function.of("setsockopt");
    private static final Function RECV = Function.of("recv");
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NFNLGRP_NFTABLES = 7;
    private static final int MESSAGE = 64 * 1024;

    private final Fd fd;

    private FilterEvents(Fd fd) {
        this.fd = fd;
    }

    public static FilterEvents open() throws LinuxException {
        try (Frame frame = new Frame()) {
            int kind = SOCK_RAW | OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK;
            int number =
                    frame.checkInt(SOCKET, "filter events", AF_NETLINK, kind, NETLINK_NETFILTER);
            Fd fd = new Fd(number, "filter events");
            MemorySegment group = frame.allocate(4);
            group.set(ValueLayout.JAVA_INT, 0, NFNLGRP_NFTABLES);
            try {
                frame.checkInt(
                        SETSOCKOPT,
                        fd,
                        number,
                        SOL_NETLINK,
                        NETLINK_ADD_MEMBERSHIP,
                        group.address(),
                        4);
            } catch (LinuxException e) {
                fd.close();
                throw e;
            }
            return new FilterEvents(fd);
        }
    }

    /// Waits for the next change and takes all that have come; false when there was none in time.
    public boolean await(Duration most) throws IOException, InterruptedException {
        if (!Poller.awaitReadable(fd, most)) {
            return false;
        }
        try (Frame frame = new Frame()) {
            MemorySegment memory = frame.allocate(MESSAGE);
            int number = frame.fd(fd);
            while (true) {
                long length = frame.call(RECV, number, memory.address(), MESSAGE, 0);
                if (length >= 0) {
                    continue;
                }
                if (frame.errno() == Errno.EAGAIN) {
                    return true;
                }
                if (frame.errno() != Errno.ENOBUFS) {
                    throw frame.failure("recv", fd);
                }
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
