package dev.gantry.oci.layer;

import static dev.gantry.oci.layer.Tars.bytes;
import static dev.gantry.oci.layer.Tars.data;
import static dev.gantry.oci.layer.Tars.end;
import static dev.gantry.oci.layer.Tars.header;
import static dev.gantry.oci.layer.Tars.join;
import static dev.gantry.oci.layer.Tars.pax;
import static dev.gantry.oci.layer.Tars.rawHeader;
import static dev.gantry.oci.layer.Tars.record;
import static dev.gantry.oci.layer.Tars.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each bad archive stands beside one that differs in the bad detail only and is read.
class MalformedTarTest {
    private static final byte[] FILE = join(header("f", '0', 5), data("hello"));

    static Stream<Arguments> pairs() {
        return Stream.of(
                pair("checksum", join(FILE, end()), flip(join(FILE, end()), 3), "invalid header"),
                pair(
                        "second checksum",
                        join(FILE, header("g", '0', 0), end()),
                        flip(join(FILE, header("g", '0', 0), end()), 1024 + 3),
                        "invalid header behind f"),
                pair("no tar", join(FILE, end()), bytes("hello"), "no tar archive"),
                pair("no tar, long", join(FILE, end()), bytes("x".repeat(2000)), "no tar archive"),
                pair("cut in data", FILE, Arrays.copyOf(FILE, 515), "cut short inside f"),
                pair("cut in padding", FILE, Arrays.copyOf(FILE, 1023), "cut short inside f"),
                pair(
                        "cut in header",
                        join(FILE, header("g", '0', 0)),
                        Arrays.copyOf(join(FILE, header("g", '0', 0)), 1030),
                        "cut short behind f"),
                pair(
                        "size",
                        join(sealed(rawHeader("f", '0', "    0000005 ")), data("hello")),
                        join(sealed(rawHeader("f", '0', "0000000x005")), data("hello")),
                        "size is no number"),
                pair(
                        "base-256 size",
                        join(
                                sealed(rawHeader("f", '0', "\u0080\0\0\0\0\0\0\0\0\0\0\5")),
                                data("hello")),
                        join(
                                sealed(rawHeader("f", '0', "\u0080\u00ff\0\0\0\0\0\0\0\0\0\5")),
                                data("hello")),
                        "size out of range"),
                pair(
                        "negative size",
                        join(FILE),
                        join(sealed(rawHeader("f", '0', "\u00ff".repeat(12))), data("hello")),
                        "negative size"),
                pair("type", join(header("f", '7', 0)), join(header("f", 'V', 0)), "unknown type"),
                pair(
                        "pax length",
                        join(pax(record("path", "long")), FILE),
                        join(pax("99 path=long\n"), FILE),
                        "invalid record"),
                pair(
                        "pax newline",
                        join(pax("13 path=long\n"), FILE),
                        join(pax("12 path=long\n"), FILE),
                        "invalid record"),
                pair(
                        "pax equals",
                        join(pax("5 a=\n"), FILE),
                        join(pax("5 ab\n"), FILE),
                        "invalid record"),
                pair(
                        "pax key",
                        join(pax("5 a=\n"), FILE),
                        join(pax("5 =a\n"), FILE),
                        "invalid record"),
                pair(
                        "pax uid",
                        join(pax(record("uid", "77")), FILE),
                        join(pax(record("uid", "-7")), FILE),
                        "uid is no number"),
                pair(
                        "pax size overflow",
                        join(pax(record("size", "5")), FILE),
                        join(pax(record("size", "9999999999999999999")), FILE),
                        "size out of range"),
                pair(
                        "pax mtime",
                        join(pax(record("mtime", "-1.5")), FILE),
                        join(pax(record("mtime", "1e9")), FILE),
                        "mtime is no time"),
                pair(
                        "mtime range",
                        join(pax(record("mtime", "1")), FILE),
                        join(pax(record("mtime", "999999999999999999")), FILE),
                        "mtime out of range"),
                pair(
                        "pax without entry",
                        join(pax(record("path", "long")), FILE),
                        join(pax(record("path", "long")), end()),
                        "without its entry"),
                pair(
                        "long name",
                        join(pax(record("path", "l".repeat(4096))), FILE),
                        join(pax(record("path", "l".repeat(4097))), FILE),
                        "too long"),
                pair(
                        "long extended header",
                        join(header("x", 'x', 1 << 20), new byte[1 << 20], FILE),
                        join(header("x", 'x', (1 << 20) + 1), new byte[(1 << 20) + 512], FILE),
                        "extended header of 1048577 bytes"),
                pair(
                        "sparse overlap",
                        sparse("0,2,4,3"),
                        sparse("0,3,2,2"),
                        "does not fit its size"),
                pair(
                        "sparse beyond",
                        sparse("0,2,7,3"),
                        sparse("0,2,8,3"),
                        "does not fit its size"),
                pair(
                        "sparse overflow",
                        sparse("0,5"),
                        sparse("9223372036854775807,5"),
                        "does not fit its size"),
                pair("sparse data", sparse("0,5"), sparse("0,4"), "does not fit its data"),
                pair("sparse odd", sparse("0,5,9,0"), sparse("0,5,9"), "invalid sparse map"),
                pair(
                        "sparse 1.0",
                        sparse1("1\n0\n5\n"),
                        sparse1("9999\n0\n5\n"),
                        "sparse map longer than its file"),
                pair(
                        "sparse 1.0 digits",
                        sparse1("1\n0\n5\n"),
                        sparse1("1\n0\nx\n"),
                        "invalid sparse"));
    }

    private static byte[] sparse(String map) {
        String records = record("GNU.sparse.size", "10") + record("GNU.sparse.map", map);
        return join(pax(records), FILE, end());
    }

    private static byte[] sparse1(String map) {
        String records =
                record("GNU.sparse.major", "1")
                        + record("GNU.sparse.minor", "0")
                        + record("GNU.sparse.name", "named")
                        + record("GNU.sparse.realsize", "10");
        return join(pax(records), header("f", '0', 517), data(map), data("hello"), end());
    }

    private static Arguments pair(String what, byte[] good, byte[] bad, String message) {
        return Arguments.of(what, good, bad, message);
    }

    private static byte[] flip(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void theBadOneIsRefusedAndItsTwinIsRead(String what, byte[] good, byte[] bad, String message)
            throws IOException {
        assertThat(Tars.read(good)).as(what).isNotEmpty();
        assertThatThrownBy(() -> Tars.read(bad))
                .isInstanceOf(MalformedArchiveException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatStandsBehindTheEndIsRead() throws IOException {
        ByteArrayInputStream in =
                new ByteArrayInputStream(join(FILE, end(), bytes("garbage".repeat(99))));
        assertThat(Tars.read(in)).hasSize(1);
        assertThat(in.available()).isZero();
        assertThat(Tars.read(join(FILE, new byte[512], bytes("?".repeat(512))))).hasSize(1);
        assertThat(Tars.read(new byte[0])).isEmpty();
    }

    @Test
    void limitsHold() {
        byte[] two = join(FILE, FILE, end());
        assertThatThrownBy(() -> drain(two, new TarLimits(10, 1024, 1, 9999)))
                .hasMessageContaining("more than 1 entries");
        assertThatThrownBy(() -> drain(two, TarLimits.of(2048)))
                .hasMessageContaining("more than the 2048 bytes");
        String bomb = record("GNU.sparse.size", "9000000000000") + record("GNU.sparse.map", "0,5");
        assertThatThrownBy(() -> drain(join(pax(bomb), FILE, end()), TarLimits.of(1 << 20)))
                .hasMessageContaining("more than the 1048576 bytes");
    }

    private static void drain(byte[] archive, TarLimits limits) throws IOException {
        try (TarReader tar = new TarReader(new ByteArrayInputStream(archive), limits)) {
            while (tar.next() != null) {
                tar.content().transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    void namesAreDeliveredAsTheyAre() throws IOException {
        List<String> names =
                List.of(
                        "/etc/passwd",
                        "../up",
                        "a/../../b",
                        "/",
                        ".//a",
                        "./",
                        "a//",
                        "..",
                        ".hidden",
                        "./.x");
        List<String> delivered =
                List.of(
                        "/etc/passwd",
                        "../up",
                        "a/../../b",
                        "/",
                        "a",
                        "",
                        "a",
                        "..",
                        ".hidden",
                        ".x");
        for (int i = 0; i < names.size(); i++) {
            TarEntry entry = Tars.read(header(names.get(i), '5', 0)).getFirst().entry();
            assertThat(entry.name()).asString().isEqualTo(delivered.get(i));
        }
        assertThat(Tars.read(join(pax(record("path", "a\0b")), FILE)).getFirst().entry().name())
                .isEqualTo(bytes("a\0b"));
    }

    @Test
    void aSparseNameWithoutASparseMapSaysNothing() throws IOException {
        byte[] archive = join(pax(record("GNU.sparse.name", "other")), FILE, end());
        assertThat(Tars.read(archive).getFirst().entry().displayName()).isEqualTo("f");
        assertThat(Tars.read(sparse1("1\n0\n5\n")).getFirst().entry().displayName())
                .isEqualTo("named");
    }

    @Test
    void anOldFileWithASlashIsADirectoryAndOtherEntriesHoldNoData() throws IOException {
        assertThat(Tars.read(header("d/", '\0', 0)).getFirst().entry().type())
                .isEqualTo(TarEntry.Type.DIRECTORY);
        assertThat(Tars.read(header("d/", '0', 0)).getFirst().entry().type())
                .isEqualTo(TarEntry.Type.FILE);
        // a size of a directory says nothing about data behind it
        assertThat(Tars.read(join(header("d", '5', 4096), FILE, end()))).hasSize(2);
    }

    @Test
    void globalRecordsHoldUntilLocalOnesSayOtherwise() throws IOException {
        String global = record("uid", "5") + record("path", "no") + record("mtime", "3");
        byte[] archive =
                join(
                        header("g", 'g', global.length()),
                        data(global),
                        FILE,
                        pax(record("uid", "6")),
                        FILE,
                        end());
        List<TarEntry> entries = Tars.read(archive).stream().map(Tars.Item::entry).toList();
        assertThat(entries).extracting(TarEntry::uid).containsExactly(5L, 6L);
        assertThat(entries).extracting(TarEntry::displayName).containsOnly("f");
    }

    @Test
    void noDamageEndsInAnythingButAnIoException() throws Exception {
        byte[] good = join(sparse("0,2,4,3"), new byte[0]);
        byte[] whole = join(Arrays.copyOf(good, good.length - 1024), sparse1("1\n0\n5\n"));
        Random random = new Random(7);
        UnaryOperator<byte[]> damage =
                bytes -> {
                    byte[] copy = bytes.clone();
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                    }
                    for (int at = 0; at + 512 <= copy.length && random.nextInt(8) != 0; at += 512) {
                        if (copy[at + 257] == 'u') {
                            byte[] block = sealed(Arrays.copyOfRange(copy, at, at + 512));
                            System.arraycopy(block, 0, copy, at, 512);
                        }
                    }
                    return Arrays.copyOf(
                            copy, copy.length - random.nextInt(2) * random.nextInt(600));
                };
        for (int i = 0; i < 20_000; i++) {
            try {
                drain(damage.apply(whole), TarLimits.of(1 << 16));
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
