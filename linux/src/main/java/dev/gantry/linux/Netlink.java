package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A netlink socket: requests go to the kernel in one `send`, which carries them out before it
/// returns; the answers are then waiting. It belongs to the network namespace of the thread that
/// opened it. One thread at a time.
public final class Netlink implements AutoCloseable {
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_DUMP = 0x300;

    private static final Function SOCKET = Function.of("socket");
    private static final Function SETSOCKOPT = Function.of("setsockopt");
    private static final Function SEND = Function.of("send");
    private static final Function RECV = Function.of("recv");

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;

    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int LARGEST = 64 * 1024;
    private static final int ATTEMPTS = 10;

    private final Fd fd;
    private int sequence;

    private Netlink(Fd fd) {
        this.fd = fd;
    }

    /// For links, addresses and routes, in the network namespace of this thread.
    public static Netlink route() throws LinuxException {
        return open(NETLINK_ROUTE);
    }

    /// For the packet filter and connection tracking, in the network namespace of this thread.
    public static Netlink netfilter() throws LinuxException {
        return open(NETLINK_NETFILTER);
    }

    private static Netlink open(int family) throws LinuxException {
        try (Frame frame = new Frame()) {
            int kind = SOCK_RAW | OpenFlags.O_CLOEXEC;
            int number = frame.checkInt(SOCKET, "netlink", AF_NETLINK, kind, family);
            Netlink socket = new Netlink(new Fd(number, "netlink"));
            MemorySegment on = frame.allocate(4);
            on.set(ValueLayout.JAVA_INT, 0, 1);
            // each only makes answers shorter or clearer; an older kernel goes on without
            for (int option : List.of(NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK)) {
                frame.once(SETSOCKOPT, number, SOL_NETLINK, option, on.address(), 4);
            }
            return socket;
        }
    }

    /// Sends all requests at once and returns what they were answered with, in order. A request
    /// that fails does not stop those after it; the first failure is thrown when all were answered.
    public List<NetlinkReply> exchange(List<NetlinkMessage> requests) throws LinuxException {
        for (int attempt = 1; ; attempt++) {
            Answers answers = new Answers(requests, sequence);
            sequence += requests.size();
            send(answers.request());
            while (answers.open > 0) {
                answers.take(receive());
            }
            if (answers.failure != null) {
                throw answers.failure;
            }
            if (!answers.interrupted) {
                return answers.replies;
            }
            if (attempt == ATTEMPTS) {
                throw new LinuxException("netlink", requests.get(0).subject(), Errno.EINTR);
            }
        }
    }

    public List<NetlinkReply> exchange(NetlinkMessage... requests) throws LinuxException {
        return exchange(List.of(requests));
    }

    private void send(byte[] request) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment memory = frame.copyOf(request);
            frame.check(SEND, fd, frame.fd(fd), memory.address(), request.length, 0);
        }
    }

    private ByteBuffer receive() throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment memory = frame.allocate(LARGEST);
            long length = frame.check(RECV, fd, frame.fd(fd), memory.address(), LARGEST, 0);
            byte[] bytes = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        }
    }

    /// What came back so far for one batch of requests.
    private static final class Answers {
        final List<NetlinkReply> replies = new ArrayList<>();
        final List<NetlinkMessage> requests;
        final int before;
        int open;
        boolean interrupted;
        @Nullable LinuxException failure;

        Answers(List<NetlinkMessage> requests, int before) {
            this.requests = requests;
            this.before = before;
            this.open = requests.size();
        }

        byte[] request() {
            List<byte[]> bodies = requests.stream().map(NetlinkMessage::body).toList();
            int size = bodies.stream().mapToInt(b -> NetlinkMessage.HEADER + b.length).sum();
            ByteBuffer all = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
            for (int i = 0; i < requests.size(); i++) {
                NetlinkMessage request = requests.get(i);
                all.putInt(NetlinkMessage.HEADER + bodies.get(i).length)
                        .putShort((short) request.type())
                        .putShort((short) (request.flags() | NLM_F_REQUEST | NLM_F_ACK))
                        .putInt(before + i + 1)
                        .putInt(0)
                        .put(bodies.get(i));
            }
            return all.array();
        }

        void take(ByteBuffer messages) {
            int at = 0;
            while (at + NetlinkMessage.HEADER <= messages.limit()) {
                int length = messages.getInt(at);
                byte[] body = new byte[Math.max(length - NetlinkMessage.HEADER, 0)];
                messages.get(at + NetlinkMessage.HEADER, body);
                int index = messages.getInt(at + 8) - before - 1;
                if (index >= 0 && index < requests.size()) {
                    int flags = messages.getShort(at + 6);
                    interrupted |= (flags & NLM_F_DUMP_INTR) != 0;
                    take(requests.get(index), messages.getShort(at + 4), flags, body);
                }
                at += (length + 3) & ~3;
            }
        }

        private void take(NetlinkMessage request, int type, int flags, byte[] body) {
            NetlinkReply reply = new NetlinkReply(type, body);
            if (type != NLMSG_ERROR && type != NLMSG_DONE) {
                replies.add(reply);
                return;
            }
            open--;
            int error = body.length >= 4 ? -reply.word(0) : 0;
            if (error != 0 && failure == null) {
                failure = new LinuxException("netlink", describe(request, reply, flags), error);
            }
        }

        /// The kernel's own words, when it has any.
        private static String describe(NetlinkMessage request, NetlinkReply reply, int flags) {
            if ((flags & NLM_F_ACK_TLVS) == 0 || reply.type() != NLMSG_ERROR) {
                return request.subject();
            }
            String why = reply.attributes(20).text(NLMSGERR_ATTR_MSG);
            return why.isEmpty() ? request.subject() : request.subject() + " (" + why + ")";
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
