package dev.gantry.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Waits until descriptors are ready: one daemon thread sits in `epoll_wait`, whoever waits parks,
/// so a virtual thread gives its carrier back.
///
/// Several threads may wait for one descriptor, for reading and for writing. A waiter ends when the
/// descriptor is ready or hung up, when it is interrupted (`InterruptedException`), when the
/// descriptor is closed (`EBADF`), or in time. Ready is a hint: try the call again and expect
/// `EAGAIN`. Regular files cannot be waited for (`EPERM`).
public final class Poller {
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final int EPOLLERR = 8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLONESHOT = 1 << 30;

    private Poller() {}

    /// What is waited for on one descriptor. Its lock is held across `epoll_ctl` only.
    static final class Interest {
        private static final AtomicLong IDS = new AtomicLong();

        private final long id = IDS.incrementAndGet();
        private final Fd fd;
        private final List<Waiter> waiters = new ArrayList<>();
        private boolean registered;

        Interest(Fd fd) {
            this.fd = fd;
        }

        private int events() {
            return waiters.stream().mapToInt(Waiter::events).reduce(0, (a, b) -> a | b);
        }

        private void wake(int events) {
            waiters.removeIf(waiter -> {
                boolean meant = (waiter.events & events) != 0;
                if (meant) {
                    waiter.ready.countDown();
                }
                return meant;
            });
        }
    }

    private record Waiter(int events, CountDownLatch ready) {}

    public static void awaitReadable(Fd fd) throws LinuxException, InterruptedException {
        await(fd, EPOLLIN, Long.MAX_VALUE);
    }

    public static void awaitWritable(Fd fd) throws LinuxException, InterruptedException {
        await(fd, EPOLLOUT, Long.MAX_VALUE);
    }

    /// False when it took longer than `most`.
    public static boolean awaitReadable(Fd fd, Duration most)
            throws LinuxException, InterruptedException {
        return await(fd, EPOLLIN, most.toNanos());
    }

    /// False when it took longer than `most`.
    public static boolean awaitWritable(Fd fd, Duration most)
            throws LinuxException, InterruptedException {
        return await(fd, EPOLLOUT, most.toNanos());
    }

    private static boolean await(Fd fd, int events, long nanos)
            throws LinuxException, InterruptedException {
        Waiter waiter = new Waiter(events, new CountDownLatch(1));
        Interest interest = interestOf(fd);
        try {
            synchronized (interest) {
                interest.waiters.add(waiter);
                Loop.ONLY.arm(interest);
            }
            boolean ready = waiter.ready.await(nanos, TimeUnit.NANOSECONDS);
            if (fd.isClosed()) {
                throw new LinuxException("wait", fd + " (closed)", Errno.EBADF);
            }
            return ready;
        } finally {
            synchronized (interest) {
                interest.waiters.remove(waiter);
            }
        }
    }

    private static Interest interestOf(Fd fd) {
        Interest interest = fd.interest;
        if (interest == null) {
            synchronized (fd) {
                interest = fd.interest;
                if (interest == null) {
                    interest = new Interest(fd);
                    fd.interest = interest;
                }
            }
        }
        return interest;
    }

    /// The descriptor has been closed: nobody shall wait for it any longer.
    static void wakeAll(Fd fd) {
        Interest interest = fd.interest;
        if (interest != null) {
            synchronized (interest) {
                interest.wake(EPOLLIN | EPOLLOUT);
            }
        }
    }

    /// The number is about to be given back. Without this the kernel would go on reporting the open
    /// file if a child still holds it.
    static void forget(Fd fd) {
        Interest interest = fd.interest;
        if (interest != null) {
            synchronized (interest) {
                Loop.ONLY.remove(interest);
            }
        }
    }

    /// The one epoll instance and its thread.
    private static final class Loop {
        private static final Function EPOLL_CREATE1 = Function.of("epoll_create1");
        private static final Function EPOLL_CTL = Function.of("epoll_ctl");
        private static final Function EPOLL_WAIT = Function.of("epoll_wait");
        private static final int CTL_ADD = 1;
        private static final int CTL_DEL = 2;
        private static final int CTL_MOD = 3;
        private static final int BATCH = 64;

        static final Loop ONLY = start();

        private final Map<Long, Interest> interests = new ConcurrentHashMap<>();
        private final int epoll;

        private Loop(int epoll) {
            this.epoll = epoll;
        }

        private static Loop start() {
            try (Frame frame = new Frame()) {
                Loop loop = new Loop(frame.checkInt(EPOLL_CREATE1, "poller", OpenFlags.O_CLOEXEC));
                Thread.ofPlatform().daemon().name("linux-poller").start(loop::run);
                return loop;
            } catch (LinuxException e) {
                throw new IllegalStateException(e);
            }
        }

        /// One-shot: the kernel reports once, then is silent until armed again.
        ///
        /// It may report before `epoll_ctl` has returned, so the interest is known before.
        void arm(Interest interest) throws LinuxException {
            interests.put(interest.id, interest);
            try (Frame frame = new Frame()) {
                int number = frame.fd(interest.fd);
                MemorySegment event = frame.allocate(Architecture.CURRENT.epollEventSize);
                event.set(ValueLayout.JAVA_INT, 0, interest.events() | EPOLLONESHOT);
                event.set(
                        ValueLayout.JAVA_LONG_UNALIGNED,
                        Architecture.CURRENT.epollDataOffset,
                        interest.id);
                frame.checkInt(
                        EPOLL_CTL,
                        interest.fd,
                        epoll,
                        interest.registered ? CTL_MOD : CTL_ADD,
                        number,
                        event.address());
                interest.registered = true;
            }
        }

        void remove(Interest interest) {
            if (interest.registered) {
                interests.remove(interest.id);
                try (Frame frame = new Frame()) {
                    frame.once(EPOLL_CTL, epoll, CTL_DEL, interest.fd.rawNumber(), 0);
                }
            }
        }

        private void run() {
            int size = Architecture.CURRENT.epollEventSize;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment events = arena.allocate((long) size * BATCH, 16);
                while (true) {
                    int count = next(events);
                    for (int i = 0; i < count; i++) {
                        deliver(events.asSlice((long) i * size, size));
                    }
                }
            }
        }

        private int next(MemorySegment events) {
            try (Frame frame = new Frame()) {
                return frame.checkInt(EPOLL_WAIT, "poller", epoll, events.address(), BATCH, -1);
            } catch (LinuxException e) {
                throw new IllegalStateException(e);
            }
        }

        private void deliver(MemorySegment event) {
            int happened = event.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            Interest interest =
                    interests.get(
                            event.get(
                                    ValueLayout.JAVA_LONG_UNALIGNED,
                                    Architecture.CURRENT.epollDataOffset));
            if (interest == null) {
                return;
            }
            boolean over = (happened & (EPOLLERR | EPOLLHUP)) != 0;
            synchronized (interest) {
                interest.wake(over ? EPOLLIN | EPOLLOUT : happened);
                if (!interest.waiters.isEmpty()) {
                    armAgain(interest);
                }
            }
        }

        private void armAgain(Interest interest) {
            try {
                arm(interest);
            } catch (LinuxException e) {
                interest.wake(EPOLLIN | EPOLLOUT); // closed meanwhile, or broken: they will see
            }
        }
    }
}
