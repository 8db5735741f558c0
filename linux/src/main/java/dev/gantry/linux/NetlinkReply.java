package dev.gantry.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One message from the kernel: its type and what follows the header.
public record NetlinkReply(int type, byte[] body) {
    private static final int TYPE_MASK = 0x3FFF;

    /// A byte of the fixed part.
    public int byteAt(int offset) {
        return body[offset] & 0xFF;
    }

    /// A 32-bit word of the fixed part.
    public int word(int offset) {
        return buffer(body).getInt(offset);
    }

    /// The attributes that follow a fixed part of `fixed` bytes.
    public Attributes attributes(int fixed) {
        return Attributes.parse(body, fixed);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /// Attributes by number; of one that comes twice the last.
    public record Attributes(Map<Integer, byte[]> values) {
        static Attributes parse(byte[] bytes, int start) {
            ByteBuffer buffer = buffer(bytes);
            Map<Integer, byte[]> values = new HashMap<>();
            int at = start;
            while (at + 4 <= bytes.length) {
                int length = buffer.getShort(at) & 0xFFFF;
                if (length < 4 || at + length > bytes.length) {
                    break;
                }
                byte[] value = new byte[length - 4];
                buffer.get(at + 4, value);
                values.put(buffer.getShort(at + 2) & TYPE_MASK, value);
                at += (length + 3) & ~3;
            }
            return new Attributes(Map.copyOf(values));
        }

        public Optional<byte[]> bytes(int attribute) {
            return Optional.ofNullable(values.get(attribute));
        }

        /// A string without the NUL that ends it; empty when absent.
        public String text(int attribute) {
            return bytes(attribute)
                    .map(value -> new String(value, StandardCharsets.UTF_8).replace("\0", ""))
                    .orElse("");
        }

        /// A number of one, two or four bytes; `absent` when there is none.
        public int number(int attribute, int absent) {
            byte[] value = values.get(attribute);
            if (value == null) {
                return absent;
            }
            return switch (value.length) {
                case 1 -> value[0] & 0xFF;
                case 2 -> buffer(value).getShort() & 0xFFFF;
                case 4 -> buffer(value).getInt();
                default -> absent;
            };
        }

        /// What is nested in an attribute; nothing when it is absent.
        public Attributes nested(int attribute) {
            return bytes(attribute)
                    .map(value -> parse(value, 0))
                    .orElseGet(() -> new Attributes(Map.of()));
        }
    }
}
