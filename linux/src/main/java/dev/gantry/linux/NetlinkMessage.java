package dev.gantry.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// One request to the kernel while it is being put together: a header, a fixed part, attributes.
/// Everything is aligned to four bytes, as netlink wants it.
public final class NetlinkMessage {
    static final int HEADER = 16;
    private static final int NESTED = 0x8000;

    private final int type;
    private final int flags;
    private final String subject;
    private ByteBuffer body = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    /// @param flags `NLM_F_*` besides `REQUEST` and `ACK`, which every request has
    /// @param subject what it is about, for the message of a failure
    public NetlinkMessage(int type, int flags, String subject) {
        this.type = type;
        this.flags = flags;
        this.subject = subject;
    }

    public String subject() {
        return subject;
    }

    int type() {
        return type;
    }

    int flags() {
        return flags;
    }

    /// The part after the header.
    byte[] body() {
        return Arrays.copyOf(body.array(), body.position());
    }

    /// Appends bytes of the fixed part and pads them.
    public NetlinkMessage bytes(byte... bytes) {
        room(bytes.length + 4).put(bytes);
        return pad();
    }

    /// Appends 32-bit words of the fixed part.
    public NetlinkMessage words(int... words) {
        for (int word : words) {
            room(4).putInt(word);
        }
        return this;
    }

    public NetlinkMessage attribute(int attribute, byte[] value) {
        room(4 + value.length + 4).putShort((short) (4 + value.length)).putShort((short) attribute);
        body.put(value);
        return pad();
    }

    public NetlinkMessage attribute(int attribute, int value) {
        room(8).putShort((short) 8).putShort((short) attribute).putInt(value);
        return this;
    }

    /// A string with the NUL that ends it.
    public NetlinkMessage attribute(int attribute, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(attribute, Arrays.copyOf(text, text.length + 1));
    }

    /// An attribute made of what `content` appends.
    public NetlinkMessage nested(int attribute, Consumer<NetlinkMessage> content) {
        int start = room(4).position();
        body.putShort((short) 0).putShort((short) (attribute | NESTED));
        content.accept(this);
        body.putShort(start, (short) (body.position() - start));
        return this;
    }

    private NetlinkMessage pad() {
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (body.remaining() < bytes) {
            int position = body.position();
            byte[] larger = Arrays.copyOf(body.array(), body.capacity() * 2 + bytes);
            body = ByteBuffer.wrap(larger).order(ByteOrder.nativeOrder()).position(position);
        }
        return body;
    }
}
