package dev.gantry.oci.layer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Archives for tests, made by hand or by GNU tar.
final class Tars {
    /// An entry and what it holds.
    record Item(TarEntry entry, byte[] content) {}

    static final TarLimits LIMITS = TarLimits.of(1L << 40);

    private Tars() {}

    static List<Item> read(byte[] archive) throws IOException {
        return read(new ByteArrayInputStream(archive));
    }

    static List<Item> read(InputStream archive) throws IOException {
        List<Item> items = new ArrayList<>();
        try (TarReader tar = new TarReader(archive, LIMITS)) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                items.add(new Item(entry, tar.content().readAllBytes()));
            }
        }
        return items;
    }

    static Map<String, Item> byName(List<Item> items) {
        return items.stream()
                .collect(
                        Collectors.toMap(
                                i -> new String(i.entry().name(), StandardCharsets.ISO_8859_1),
                                i -> i));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Runs a shell command in a directory and gives what it prints.
    static byte[] shell(Path directory, String command) throws Exception {
        Process process =
                new ProcessBuilder("bash", "-ec", command)
                        .directory(directory.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException("exit " + process.exitValue() + ": " + command);
        }
        return out;
    }

    /// A ustar header with a right checksum.
    static byte[] header(String name, char type, long size) {
        return sealed(rawHeader(name, type, "%011o".formatted(size)));
    }

    static byte[] rawHeader(String name, char type, String size) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, size);
        put(block, 136, "00000000000");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        return block;
    }

    static void put(byte[] block, int at, String text) {
        byte[] bytes = bytes(text);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    static byte[] sealed(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += Byte.toUnsignedInt(b);
        }
        put(block, 148, "%06o\0".formatted(sum));
        return block;
    }

    static byte[] data(String content) {
        byte[] bytes = bytes(content);
        return Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512);
    }

    static byte[] pax(String records) {
        return join(header("PaxHeaders/x", 'x', bytes(records).length), data(records));
    }

    static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + "=" + value + "\n";
    }

    static byte[] end() {
        return new byte[1024];
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
