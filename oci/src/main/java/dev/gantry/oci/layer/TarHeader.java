package dev.gantry.oci.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// One header block of 512 bytes: its fields by their place (POSIX.1-2017, pax, "ustar Interchange
/// Format"; GNU tar manual, "Basic Tar Format").
final class TarHeader {
    static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int PREFIX = 345;

    private final byte[] block;

    private TarHeader(byte[] block) {
        this.block = block;
    }

    /// What fills up the last block of so many bytes.
    static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /// @param where for the message: behind which entry this block stands
    static TarHeader of(byte[] block, String where) throws MalformedArchiveException {
        TarHeader header = new TarHeader(block);
        if (!header.checksumHolds()) {
            throw new MalformedArchiveException("tar: invalid header " + where);
        }
        return header;
    }

    /// Old programs summed signed characters.
    private boolean checksumHolds() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += Byte.toUnsignedInt(b);
            signed += b;
        }
        try {
            long said = number(CHECKSUM, 8, "checksum");
            return said == unsigned || said == signed;
        } catch (MalformedArchiveException _) {
            return false;
        }
    }

    char type() {
        return (char) Byte.toUnsignedInt(block[156]);
    }

    boolean isGnu() {
        return hasAt(257, "ustar  \0");
    }

    private boolean isUstar() {
        return hasAt(257, "ustar\0");
    }

    private boolean hasAt(int offset, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(block, offset, offset + wanted.length, wanted, 0, wanted.length);
    }

    byte[] name() {
        byte[] name = text(0, 100);
        byte[] prefix = prefix();
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    private byte[] prefix() {
        if (isUstar()) {
            return hasAt(508, "tar\0") ? text(PREFIX, 131) : text(PREFIX, 155);
        }
        return isGnu() && !hasGnuTimes() ? asciiPrefix() : new byte[0];
    }

    /// Programs made with Go before 1.8 put a prefix where GNU has the times of access and change.
    private boolean hasGnuTimes() {
        try {
            for (int time : new int[] {PREFIX, PREFIX + 12}) {
                if (block[time] != 0) {
                    number(time, 12, "time");
                }
            }
            return true;
        } catch (MalformedArchiveException _) {
            return false;
        }
    }

    private byte[] asciiPrefix() {
        byte[] prefix = text(PREFIX, 155);
        for (byte b : prefix) {
            if (b < 0) {
                return new byte[0];
            }
        }
        return prefix;
    }

    byte[] linkName() {
        return text(157, 100);
    }

    long mode() throws MalformedArchiveException {
        return number(100, 8, "mode");
    }

    long uid() throws MalformedArchiveException {
        return number(108, 8, "uid");
    }

    long gid() throws MalformedArchiveException {
        return number(116, 8, "gid");
    }

    long size() throws MalformedArchiveException {
        return number(124, 12, "size");
    }

    long modified() throws MalformedArchiveException {
        return number(136, 12, "mtime");
    }

    long deviceMajor() throws MalformedArchiveException {
        return isUstar() || isGnu() ? number(329, 8, "devmajor") : 0;
    }

    long deviceMinor() throws MalformedArchiveException {
        return isUstar() || isGnu() ? number(337, 8, "devminor") : 0;
    }

    /// The sparse map of GNU's old format: four pairs in the header, 21 in each block after it.
    boolean addSparsePairs(List<Long> numbers) throws MalformedArchiveException {
        addPairs(block, 386, 4, numbers);
        return block[482] != 0;
    }

    static boolean addMoreSparsePairs(byte[] extension, List<Long> numbers)
            throws MalformedArchiveException {
        addPairs(extension, 0, 21, numbers);
        return extension[504] != 0;
    }

    private static void addPairs(byte[] from, int start, int most, List<Long> numbers)
            throws MalformedArchiveException {
        for (int i = 0; i < 2 * most && from[start + 12 * i] != 0; i++) {
            numbers.add(number(from, start + 12 * i, 12, "sparse map"));
        }
    }

    long sparseSize() throws MalformedArchiveException {
        return number(483, 12, "real size");
    }

    /// Text up to the first NUL.
    private byte[] text(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    private long number(int offset, int length, String field) throws MalformedArchiveException {
        return number(block, offset, length, field);
    }

    /// Octal digits, or with the highest bit set a number to the base of 256 in two's complement.
    static long number(byte[] block, int offset, int length, String field)
            throws MalformedArchiveException {
        return (block[offset] & 0x80) != 0
                ? binary(block, offset, length, field)
                : octal(block, offset, length, field);
    }

    private static long binary(byte[] block, int offset, int length, String field)
            throws MalformedArchiveException {
        boolean negative = (block[offset] & 0x40) != 0;
        byte[] digits = Arrays.copyOfRange(block, offset, offset + length);
        digits[0] = (byte) (negative ? digits[0] | 0x80 : digits[0] & 0x7f);
        try {
            return new java.math.BigInteger(digits).longValueExact();
        } catch (ArithmeticException e) {
            throw new MalformedArchiveException("tar: %s out of range".formatted(field), e);
        }
    }

    /// Spaces and NULs may stand around the digits; nothing behind a NUL counts.
    private static long octal(byte[] block, int offset, int length, String field)
            throws MalformedArchiveException {
        int from = offset;
        int to = offset + length;
        while (from < to && isBlank(block[from])) {
            from++;
        }
        while (to > from && isBlank(block[to - 1])) {
            to--;
        }
        long value = 0;
        for (int i = from; i < to && block[i] != 0; i++) {
            if (block[i] < '0' || block[i] > '7') {
                throw new MalformedArchiveException("tar: %s is no number".formatted(field));
            }
            value = value * 8 + (block[i] - '0');
        }
        return value;
    }

    private static boolean isBlank(byte b) {
        return b == 0 || b == ' ';
    }
}
