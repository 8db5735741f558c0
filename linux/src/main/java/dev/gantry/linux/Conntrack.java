package dev.gantry.linux;

import java.nio.ByteBuffer;
import java.util.List;

/// Connection tracking (ctnetlink): which connections the kernel remembers, and making it forget.
/// Pure: {@link Netlink#netfilter} sends the requests.
public final class Conntrack {
    private static final int CT_NEW = 1 << 8;
    private static final int CT_GET = 1 << 8 | 1;
    private static final int CT_DELETE = 1 << 8 | 2;
    private static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_REPLY = 2;
    private static final int CTA_TUPLE_IP = 1;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_SRC_PORT = 2;
    private static final int CTA_PROTO_DST_PORT = 3;
    private static final int FIXED = 4;

    private Conntrack() {}

    /// A connection.
    ///
    /// @param key what names it to the kernel
    /// @param answerer who answers it, behind any translation
    /// @param port the port of the one who answers; 0 when the protocol has none
    public record Connection(
            boolean isIpv4, byte[] key, byte[] answerer, int protocol, int port, int calledPort) {}

    public static NetlinkMessage list(boolean isIpv4) {
        return message(CT_GET, Netlink.NLM_F_DUMP, isIpv4, "connections");
    }

    /// Fails with `ENOENT` when the kernel has forgotten it by itself.
    public static NetlinkMessage forget(Connection connection) {
        return message(CT_DELETE, 0, connection.isIpv4, "connection")
                .attribute(CTA_TUPLE_ORIG | 0x8000, connection.key);
    }

    private static NetlinkMessage message(int type, int flags, boolean isIpv4, String subject) {
        return new NetlinkMessage(type, flags, subject)
                .bytes((byte) (isIpv4 ? 2 : 10), (byte) 0, (byte) 0, (byte) 0);
    }

    public static List<Connection> connections(List<NetlinkReply> replies) {
        return replies.stream()
                .filter(reply -> (reply.type() & 0xFFFF) == CT_NEW)
                .map(Conntrack::connection)
                .toList();
    }

    private static Connection connection(NetlinkReply reply) {
        NetlinkReply.Attributes all = reply.attributes(FIXED);
        boolean isIpv4 = reply.byteAt(0) == 2;
        NetlinkReply.Attributes answer = all.nested(CTA_TUPLE_REPLY);
        NetlinkReply.Attributes ends = answer.nested(CTA_TUPLE_PROTO);
        NetlinkReply.Attributes called = all.nested(CTA_TUPLE_ORIG).nested(CTA_TUPLE_PROTO);
        byte[] protocol = ends.bytes(CTA_PROTO_NUM).orElse(new byte[1]);
        return new Connection(
                isIpv4,
                all.bytes(CTA_TUPLE_ORIG).orElse(new byte[0]),
                answer.nested(CTA_TUPLE_IP).bytes(isIpv4 ? 1 : 3).orElse(new byte[0]),
                protocol[0] & 0xFF,
                port(ends, CTA_PROTO_SRC_PORT),
                port(called, CTA_PROTO_DST_PORT));
    }

    /// In network order, whatever the machine's is.
    private static int port(NetlinkReply.Attributes attributes, int which) {
        return attributes
                .bytes(which)
                .filter(bytes -> bytes.length == 2)
                .map(bytes -> ByteBuffer.wrap(bytes).getShort() & 0xFFFF)
                .orElse(0);
    }
}
