package dev.gantry.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Unix sockets in the ways Java does not have: sequences of packets (`SOCK_SEQPACKET`), and
/// passing descriptors (`SCM_RIGHTS`). Non-blocking inside; callers park.
public final class UnixSocket implements AutoCloseable {
    private static final Function SOCKET = Function.of("socket");
    private static final Function SOCKETPAIR = Function.of("socketpair");
    private static final Function CONNECT = Function.of("connect");
    private static final Function BIND = Function.of("bind");
    private static final Function LISTEN = Function.of("listen");
    private static final Function ACCEPT4 = Function.of("accept4");
    private static final Function SHUTDOWN = Function.of("shutdown");
    private static final Function RECV = Function.of("recv");
    private static final Function SEND = Function.of("send");
    private static final Function SENDMSG = Function.of("sendmsg");
    private static final Function RECVMSG = Function.of("recvmsg");

    private static final int AF_UNIX = 1;
    private static final int SOCK_NONBLOCK = OpenFlags.O_NONBLOCK;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int PATH_LENGTH = 108;
    private static final int MOST_FDS = 16;
    private static final int CONTROL_SIZE = 16 + 4 * MOST_FDS;

    private final Fd fd;

    private UnixSocket(Fd fd) {
        this.fd = fd;
    }

    /// What kind of traffic a socket carries.
    public enum Kind {
        STREAM(1),
        DATAGRAMS(2),
        PACKETS(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /// Bytes and descriptors that came together.
    ///
    /// @param length of the bytes; -1 at the end
    public record Received(int length, List<Fd> descriptors) {}

    public static UnixSocket open(Kind kind) throws LinuxException {
        try (Frame frame = new Frame()) {
            int number =
                    frame.checkInt(
                            SOCKET,
                            "unix socket",
                            AF_UNIX,
                            kind.number | SOCK_NONBLOCK | OpenFlags.O_CLOEXEC,
                            0);
            return new UnixSocket(new Fd(number, "unix socket"));
        }
    }

    /// Connects to a socket in a directory, however long the directory's own path is.
    public static UnixSocket connect(Kind kind, Fd directory, String name) throws LinuxException {
        UnixSocket socket = open(kind);
        try (Frame frame = new Frame()) {
            frame.fd(directory);
            byte[] path = shortPath(directory, name);
            frame.checkInt(
                    CONNECT,
                    directory + "/" + name,
                    frame.fd(socket.fd),
                    address(frame, path).address(),
                    2L + path.length + 1);
            return socket;
        } catch (LinuxException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Listens on a new socket in a directory.
    public static UnixSocket listen(Kind kind, Fd directory, String name) throws LinuxException {
        UnixSocket socket = open(kind);
        try (Frame frame = new Frame()) {
            frame.fd(directory);
            byte[] path = shortPath(directory, name);
            int number = frame.fd(socket.fd);
            String subject = directory + "/" + name;
            frame.checkInt(
                    BIND, subject, number, address(frame, path).address(), 2L + path.length + 1);
            if (kind != Kind.DATAGRAMS) {
                frame.checkInt(LISTEN, subject, number, 64);
            }
            return socket;
        } catch (LinuxException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// Two sockets connected to each other.
    public static List<UnixSocket> pair(Kind kind) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment pair = frame.allocate(8);
            frame.checkInt(
                    SOCKETPAIR,
                    "socket pair",
                    AF_UNIX,
                    kind.number | SOCK_NONBLOCK | OpenFlags.O_CLOEXEC,
                    0,
                    pair.address());
            return List.of(
                    new UnixSocket(new Fd(pair.get(ValueLayout.JAVA_INT, 0), "socket pair")),
                    new UnixSocket(new Fd(pair.get(ValueLayout.JAVA_INT, 4), "socket pair")));
        }
    }

    private static byte[] shortPath(Fd directory, String name) throws LinuxException {
        byte[] path = (directory.procPath() + "/" + name).getBytes(StandardCharsets.UTF_8);
        if (path.length >= PATH_LENGTH) {
            throw new LinuxException("socket name", name, Errno.ENAMETOOLONG);
        }
        return path;
    }

    private static MemorySegment address(Frame frame, byte[] path) {
        MemorySegment address = frame.allocate(2 + PATH_LENGTH);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
        return address;
    }

    public Fd fd() {
        return fd;
    }

    public UnixSocket accept() throws IOException, InterruptedException {
        while (true) {
            try (Frame frame = new Frame()) {
                int number =
                        frame.checkInt(
                                ACCEPT4,
                                fd,
                                frame.fd(fd),
                                0,
                                0,
                                SOCK_NONBLOCK | OpenFlags.O_CLOEXEC);
                return new UnixSocket(new Fd(number, "unix socket"));
            } catch (LinuxException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
            }
            Poller.awaitReadable(fd);
        }
    }

    /// The next packet, or the next bytes of a stream; -1 at the end.
    public int receive(byte[] buffer) throws IOException, InterruptedException {
        while (true) {
            try (Frame frame = new Frame()) {
                MemorySegment memory = frame.allocate(buffer.length);
                long count =
                        frame.check(RECV, fd, frame.fd(fd), memory.address(), buffer.length, 0);
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, buffer, 0, (int) count);
                return count == 0 ? -1 : (int) count;
            } catch (LinuxException e) {
                if (e.errno() == Errno.ECONNRESET) {
                    return -1;
                }
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
            }
            Poller.awaitReadable(fd);
        }
    }

    /// Sends one packet, or some bytes of a stream; a packet goes whole.
    ///
    /// @return how many bytes went
    public int send(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        while (true) {
            try (Frame frame = new Frame()) {
                MemorySegment memory = frame.allocate(length);
                MemorySegment.copy(bytes, offset, memory, ValueLayout.JAVA_BYTE, 0, length);
                return (int)
                        frame.check(SEND, fd, frame.fd(fd), memory.address(), length, MSG_NOSIGNAL);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
            }
            Poller.awaitWritable(fd);
        }
    }

    /// Sends bytes with descriptors, which the caller goes on owning.
    public void send(byte[] bytes, List<Fd> descriptors) throws IOException, InterruptedException {
        if (descriptors.size() > MOST_FDS) {
            throw new IllegalArgumentException("at most " + MOST_FDS + " descriptors");
        }
        while (true) {
            try (Frame frame = new Frame()) {
                MemorySegment control = frame.allocate(CONTROL_SIZE);
                control.set(ValueLayout.JAVA_LONG, 0, 16 + 4L * descriptors.size());
                control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
                control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
                for (int i = 0; i < descriptors.size(); i++) {
                    control.set(ValueLayout.JAVA_INT, 16 + 4L * i, frame.fd(descriptors.get(i)));
                }
                long controlLength = descriptors.isEmpty() ? 0 : 16 + 4L * descriptors.size();
                MemorySegment message =
                        message(frame, frame.copyOf(bytes), bytes.length, control, controlLength);
                frame.check(SENDMSG, fd, frame.fd(fd), message.address(), MSG_NOSIGNAL);
                return;
            } catch (LinuxException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
            }
            Poller.awaitWritable(fd);
        }
    }

    /// Receives bytes and the descriptors that came with them, now the caller's.
    public Received receiveWithDescriptors(byte[] buffer) throws IOException, InterruptedException {
        while (true) {
            Received received = receiveNow(buffer);
            if (received != null) {
                return received;
            }
            Poller.awaitReadable(fd);
        }
    }

    private @Nullable Received receiveNow(byte[] buffer) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment memory = frame.allocate(buffer.length);
            MemorySegment control = frame.allocate(CONTROL_SIZE);
            MemorySegment message = message(frame, memory, buffer.length, control, CONTROL_SIZE);
            long count =
                    frame.check(RECVMSG, fd, frame.fd(fd), message.address(), MSG_CMSG_CLOEXEC);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, buffer, 0, (int) count);
            List<Fd> descriptors = descriptors(control, message.get(ValueLayout.JAVA_LONG, 40));
            return new Received(
                    count == 0 && descriptors.isEmpty() ? -1 : (int) count, descriptors);
        } catch (LinuxException e) {
            if (e.errno() == Errno.EAGAIN) {
                return null;
            }
            throw e;
        }
    }

    private static List<Fd> descriptors(MemorySegment control, long length) {
        List<Fd> fds = new ArrayList<>();
        if (length >= 16
                && control.get(ValueLayout.JAVA_INT, 8) == SOL_SOCKET
                && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS) {
            long end = control.get(ValueLayout.JAVA_LONG, 0);
            for (long at = 16; at + 4 <= end; at += 4) {
                fds.add(new Fd(control.get(ValueLayout.JAVA_INT, at), "received descriptor"));
            }
        }
        return fds;
    }

    /// `struct msghdr` with one `struct iovec`.
    private static MemorySegment message(
            Frame frame,
            MemorySegment bytes,
            long length,
            MemorySegment control,
            long controlLength) {
        MemorySegment iovec = frame.allocate(16);
        iovec.set(ValueLayout.JAVA_LONG, 0, bytes.address());
        iovec.set(ValueLayout.JAVA_LONG, 8, length);
        MemorySegment message = frame.allocate(56);
        message.set(ValueLayout.JAVA_LONG, 16, iovec.address());
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.JAVA_LONG, 32, control.address());
        message.set(ValueLayout.JAVA_LONG, 40, controlLength);
        return message;
    }

    /// Says that nothing more will be sent.
    public void shutdownOutput() throws LinuxException {
        try (Frame frame = new Frame()) {
            frame.checkInt(SHUTDOWN, fd, frame.fd(fd), 1);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
