package dev.gantry.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// Whole Ethernet frames, sent on a link as they are.
public final class PacketSocket implements AutoCloseable {
    private static final Function SOCKET = Function.of("socket");
    private static final Function SENDTO = Function.of("sendto");
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ADDRESS_SIZE = 20;

    private final Fd fd;

    private PacketSocket(Fd fd) {
        this.fd = fd;
    }

    /// In the network namespace of this thread. It receives nothing.
    public static PacketSocket open() throws LinuxException {
        try (Frame frame = new Frame()) {
            int kind = SOCK_RAW | OpenFlags.O_CLOEXEC;
            int number = frame.checkInt(SOCKET, "packet socket", AF_PACKET, kind, 0);
            return new PacketSocket(new Fd(number, "packet socket"));
        }
    }

    public void send(int link, byte[] ethernetFrame) throws LinuxException {
        try (Frame frame = new Frame()) {
            MemorySegment address = frame.allocate(ADDRESS_SIZE);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_INT, 4, link);
            address.set(ValueLayout.JAVA_BYTE, 11, (byte) 6);
            MemorySegment.copy(ethernetFrame, 0, address, ValueLayout.JAVA_BYTE, 12, 6);
            MemorySegment bytes = frame.copyOf(ethernetFrame);
            frame.check(
                    SENDTO,
                    fd,
                    frame.fd(fd),
                    bytes.address(),
                    ethernetFrame.length,
                    0,
                    address.address(),
                    ADDRESS_SIZE);
        }
    }

    /// Tells everybody on the link who has an IPv4 address now (gratuitous ARP).
    public void announce(int link, byte[] mac, byte[] ip) throws LinuxException {
        byte[] broadcast = {-1, -1, -1, -1, -1, -1};
        ByteBuffer frame = ByteBuffer.allocate(42);
        frame.put(broadcast).put(mac).putShort((short) 0x0806);
        frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
        frame.putShort((short) 1).put(mac).put(ip).put(broadcast).put(ip);
        send(link, frame.array());
    }

    /// The same for an IPv6 address (an unsolicited neighbour advertisement to all nodes).
    public void announceIpv6(int link, byte[] mac, byte[] ip) throws LinuxException {
        byte[] everybody = new byte[16];
        everybody[0] = (byte) 0xFF;
        everybody[1] = 2;
        everybody[15] = 1;
        ByteBuffer message = ByteBuffer.allocate(32);
        message.put((byte) 136).put((byte) 0).putShort((short) 0).putInt(0x2000_0000).put(ip);
        message.put((byte) 2).put((byte) 1).put(mac);
        message.putShort(2, checksum(message.array(), ip, everybody));
        ByteBuffer frame = ByteBuffer.allocate(14 + 40 + 32);
        frame.put(new byte[] {0x33, 0x33, 0, 0, 0, 1}).put(mac).putShort((short) 0x86DD);
        frame.putInt(0x6000_0000).putShort((short) 32).put((byte) 58).put((byte) 255);
        frame.put(ip).put(everybody).put(message.array());
        send(link, frame.array());
    }

    /// Of ICMPv6: over a pseudo header and the message.
    private static short checksum(byte[] message, byte[] from, byte[] to) {
        ByteBuffer all = ByteBuffer.allocate(40 + message.length);
        all.put(from).put(to).putInt(message.length).putInt(58).put(message);
        int sum = 0;
        for (int i = 0; i < all.capacity(); i += 2) {
            sum += all.getShort(i) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        return (short) ~sum;
    }

    @Override
    public void close() {
        fd.close();
    }
}
