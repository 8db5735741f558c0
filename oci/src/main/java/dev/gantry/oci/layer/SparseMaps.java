package dev.gantry.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Sparse maps that stand behind the header: of GNU's old format and of format 1.0 (GNU tar manual,
/// "Storing Sparse Files").
final class SparseMaps {
    /// The numbers of a map that stood before a file's data.
    record InData(List<Long> numbers, long bytes) {}

    private SparseMaps() {}

    static List<Long> old(TarHeader header, InputStream in, TarLimits limits) throws IOException {
        List<Long> numbers = new ArrayList<>();
        boolean more = header.addSparsePairs(numbers);
        for (long bytes = 0; more; bytes += TarHeader.BLOCK) {
            more = TarHeader.addMoreSparsePairs(block(in, bytes, limits), numbers);
        }
        return numbers;
    }

    /// Decimal numbers, one a line: how many segments, then offset and length of each; filled up to
    /// a whole block.
    static InData inData(InputStream in, long stored, TarLimits limits) throws IOException {
        List<Long> numbers = new ArrayList<>();
        StringBuilder digits = new StringBuilder();
        long wanted = 1;
        long bytes = 0;
        while (numbers.size() < wanted) {
            if (bytes + TarHeader.BLOCK > stored) {
                throw new MalformedArchiveException("tar: sparse map longer than its file");
            }
            byte[] block = block(in, bytes, limits);
            bytes += block.length;
            for (int i = 0; i < block.length && numbers.size() < wanted; i++) {
                if (block[i] != '\n') {
                    digits.append((char) block[i]);
                    continue;
                }
                numbers.add(number(digits));
                digits.setLength(0);
                if (numbers.size() == 1) {
                    wanted = 1 + 2 * Math.min(numbers.getFirst(), Integer.MAX_VALUE);
                }
            }
        }
        return new InData(List.copyOf(numbers.subList(1, numbers.size())), bytes);
    }

    private static long number(CharSequence digits) throws MalformedArchiveException {
        if (digits.isEmpty()
                || digits.length() > 18
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedArchiveException("tar: invalid sparse map");
        }
        return Long.parseLong(digits, 0, digits.length(), 10);
    }

    private static byte[] block(InputStream in, long before, TarLimits limits) throws IOException {
        byte[] block = in.readNBytes(TarHeader.BLOCK);
        if (block.length < TarHeader.BLOCK) {
            throw new MalformedArchiveException("tar: archive is cut short inside a sparse map");
        }
        if (before + block.length > limits.largestHeader()) {
            throw new MalformedArchiveException("tar: sparse map is too long");
        }
        return block;
    }
}
