package dev.gantry.oci.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;

/// The header blocks of one entry: a PAX header when something does not fit, then the ustar header.
final class TarBlocks {
    private static final long LARGEST_8 = 07777777;
    private static final long LARGEST_12 = 077777777777L;
    private static final int NAME = 100;
    private static final int PREFIX = 155;

    private final ByteArrayOutputStream pax = new ByteArrayOutputStream();
    private final byte[] block = new byte[TarHeader.BLOCK];

    private TarBlocks() {}

    static TarBlocks of(TarEntry entry) {
        TarBlocks blocks = new TarBlocks();
        blocks.name(entry);
        blocks.link(entry);
        blocks.owner(entry);
        blocks.time(entry.modified());
        blocks.put(100, 8, entry.mode());
        if (entry.size() > LARGEST_12) {
            blocks.record("size", decimal(entry.size()));
        }
        blocks.put(124, 12, Math.min(entry.size(), LARGEST_12));
        blocks.block[156] = (byte) entry.type().flag;
        blocks.put(329, 8, entry.deviceMajor());
        blocks.put(337, 8, entry.deviceMinor());
        new TreeMap<>(entry.xattrs())
                .forEach((name, value) -> blocks.record(PaxRecords.xattrKey(name), value));
        seal(blocks.block);
        return blocks;
    }

    byte[] bytes() {
        if (pax.size() == 0) {
            return block;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] records = pax.toByteArray();
        all.writeBytes(paxHeader(records.length));
        all.writeBytes(TarWriter.padded(records));
        all.writeBytes(block);
        return all.toByteArray();
    }

    private byte[] paxHeader(int size) {
        TarBlocks header = new TarBlocks();
        byte[] prefix = TarWriter.ascii("PaxHeaders.0/");
        System.arraycopy(prefix, 0, header.block, 0, prefix.length);
        System.arraycopy(block, 0, header.block, prefix.length, NAME - prefix.length);
        header.put(100, 8, 0644);
        header.put(108, 8, 0);
        header.put(116, 8, 0);
        header.put(124, 12, size);
        header.put(136, 12, 0);
        header.block[156] = 'x';
        seal(header.block);
        return header.block;
    }

    private void name(TarEntry entry) {
        byte[] name = entry.name().length == 0 ? TarWriter.ascii(".") : entry.name();
        if (entry.type() == TarEntry.Type.DIRECTORY && name[name.length - 1] != '/') {
            name = Arrays.copyOf(name, name.length + 1);
            name[name.length - 1] = '/';
        }
        int cut = cut(name);
        if (cut > 0) {
            System.arraycopy(name, 0, block, 345, cut);
            System.arraycopy(name, cut + 1, block, 0, name.length - cut - 1);
        } else {
            text(0, "path", name);
        }
    }

    /// Where a long name can be cut between prefix and name; 0 when it need not or cannot be.
    private static int cut(byte[] name) {
        if (name.length <= NAME) {
            return 0;
        }
        for (int i = Math.min(PREFIX, name.length - 2); i >= name.length - NAME - 1 && i > 0; i--) {
            if (name[i] == '/') {
                return i;
            }
        }
        return 0;
    }

    private void link(TarEntry entry) {
        text(157, "linkpath", entry.linkTarget());
    }

    private void text(int offset, String key, byte[] value) {
        System.arraycopy(value, 0, block, offset, Math.min(NAME, value.length));
        if (value.length > NAME) {
            record(key, value);
        }
    }

    private void owner(TarEntry entry) {
        number("uid", 108, entry.uid());
        number("gid", 116, entry.gid());
    }

    private void number(String key, int offset, long value) {
        if (value > LARGEST_8) {
            record(key, decimal(value));
        }
        put(offset, 8, value > LARGEST_8 ? 0 : value);
    }

    private void time(Instant time) {
        long seconds = time.getEpochSecond();
        boolean fits = seconds >= 0 && seconds <= LARGEST_12;
        if (!fits || time.getNano() != 0) {
            record("mtime", TarWriter.ascii(seconds(time)));
        }
        put(136, 12, fits ? seconds : 0);
    }

    private static String seconds(Instant time) {
        java.math.BigDecimal exact =
                java.math.BigDecimal.valueOf(time.getEpochSecond())
                        .add(java.math.BigDecimal.valueOf(time.getNano(), 9));
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }

    private static byte[] decimal(long value) {
        return TarWriter.ascii(Long.toString(value));
    }

    /// The length at the front counts its own digits.
    private void record(String key, byte[] value) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int rest = name.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        pax.writeBytes(TarWriter.ascii(length + " "));
        pax.writeBytes(name);
        pax.write('=');
        pax.writeBytes(value);
        pax.write('\n');
    }

    /// Octal digits with a NUL behind them.
    private void put(int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        String text = "0".repeat(length - 1 - digits.length()) + digits;
        System.arraycopy(TarWriter.ascii(text), 0, block, offset, length - 1);
    }

    private static void seal(byte[] block) {
        System.arraycopy(TarWriter.ascii("ustar\00000"), 0, block, 257, 8);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += Byte.toUnsignedInt(b);
        }
        System.arraycopy(TarWriter.ascii("%06o\0".formatted(sum)), 0, block, 148, 7);
    }
}
