package dev.gantry.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GnuTarTest {
    private static final String TREE =
            """
            mkdir -p tree/dir/empty tree/$(printf 'd%.0s' {1..120})
            printf hello > tree/dir/hello; chmod 4751 tree/dir/hello
            printf x > tree/$'latin\\xff'
            printf y > tree/$'new\\nline'
            printf z > tree/$(printf 'n%.0s' {1..255})
            printf w > tree/$(printf 'd%.0s' {1..120})/$(printf 'm%.0s' {1..200})
            ln -s ../dir/hello tree/dir/link
            ln -s "$(printf '/l%.0s' {1..150})" tree/dir/longlink
            ln tree/dir/hello tree/hard
            mkfifo tree/fifo
            touch -d '2001-02-03 04:05:06.789012345 UTC' tree/dir/hello
            touch -d '1960-01-01 00:00:00 UTC' tree/dir/empty
            truncate -s 9000000 tree/sparse
            printf DATA | dd of=tree/sparse bs=1 seek=4000000 conv=notrunc status=none
            printf END | dd of=tree/sparse bs=1 seek=8999997 conv=notrunc status=none
            for i in $(seq 1 60); do printf "$i." | dd of=tree/holes bs=1 seek=$((i*100000)) conv=notrunc status=none; done
            """;

    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=posix --sparse --sparse-version=1.0",
                "--format=posix --sparse --sparse-version=0.1",
                "--format=posix --sparse --sparse-version=0.0",
                "--format=posix",
                "--format=gnu --sparse",
                "--format=gnu",
                "--format=oldgnu --sparse"
            })
    void whatGnuTarWritesIsRead(String options) throws Exception {
        Tars.shell(dir, TREE);
        byte[] archive = Tars.shell(dir, "tar -C tree " + options + " --sort=name -c .");

        Map<String, Tars.Item> items = Tars.byName(Tars.read(archive));

        assertThat(items).hasSize(15).containsKeys("", "latin\u00ff", "new\nline", "n".repeat(255));
        assertThat(items.get("d".repeat(120) + "/" + "m".repeat(200)).content())
                .asString()
                .isEqualTo("w");
        assertThat(items.get("").entry().type()).isEqualTo(TarEntry.Type.DIRECTORY);
        assertThat(items.get("dir/link").entry().linkTarget()).asString().isEqualTo("../dir/hello");
        assertThat(items.get("dir/longlink").entry().linkTarget())
                .asString()
                .isEqualTo("/l".repeat(150));
        assertThat(items.get("hard").entry().linkTarget()).asString().isEqualTo("dir/hello");
        assertThat(items.get("fifo").entry().type()).isEqualTo(TarEntry.Type.FIFO);
        TarEntry hello = items.get("dir/hello").entry();
        assertThat(hello.mode()).isEqualTo(04751);
        Instant exact = Instant.parse("2001-02-03T04:05:06.789012345Z");
        assertThat(hello.modified())
                .isEqualTo(
                        options.contains("posix")
                                ? exact
                                : Instant.ofEpochSecond(exact.getEpochSecond()));
        assertThat(items.get("dir/empty").entry().modified()).isEqualTo("1960-01-01T00:00:00Z");
        for (String file : List.of("sparse", "holes")) {
            assertThat(items.get(file).content())
                    .isEqualTo(Files.readAllBytes(dir.resolve("tree/" + file)));
            assertThat(items.get(file).entry().sparse() != null)
                    .isEqualTo(options.contains("--sparse"));
        }
    }

    @Test
    void whatWeWriteGnuTarReads() throws Exception {
        Tars.shell(dir, TREE);
        byte[] archive = Tars.shell(dir, "tar -C tree --format=posix --sort=name -c .");
        Path copy = Files.write(dir.resolve("copy.tar"), rewrite(Tars.read(archive)));

        Tars.shell(dir, "mkdir out; tar -C out -xpf copy.tar");

        String list = "find . -printf '%p %y %m %U %G %s %T@ %l %n\\n' | sort";
        String tree =
                new String(Tars.shell(dir.resolve("tree"), list), StandardCharsets.ISO_8859_1);
        assertThat(new String(Tars.shell(dir.resolve("out"), list), StandardCharsets.ISO_8859_1))
                .isEqualTo(tree);
        Tars.shell(dir, "diff -r --no-dereference -x fifo tree out");
        assertThat(copy).hasBinaryContent(rewrite(Tars.read(Files.newInputStream(copy))));
    }

    @Test
    void numbersThatDoNotFitAndAttributesSurvive() throws Exception {
        TarEntry entry =
                new TarEntry(
                        Tars.bytes("a\u00ff"),
                        TarEntry.Type.FILE,
                        07777,
                        4_000_000_000L,
                        3_000_000,
                        5,
                        Instant.parse("1901-01-01T00:00:00Z"),
                        new byte[0],
                        0,
                        0,
                        Map.of(
                                "security.capability",
                                new byte[] {1, 0, '\n', -1},
                                "user.empty",
                                new byte[0]),
                        null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(out)) {
            writer.put(entry, new ByteArrayInputStream(Tars.bytes("hello world")));
        }

        Tars.Item item = Tars.read(out.toByteArray()).getFirst();

        assertThat(item.entry()).usingRecursiveComparison().isEqualTo(entry);
        assertThat(item.content()).asString().isEqualTo("hello");
        Path file = Files.write(dir.resolve("n.tar"), out.toByteArray());
        assertThat(
                        new String(
                                Tars.shell(
                                        dir, "TZ=UTC tar --full-time --numeric-owner -tvf " + file),
                                StandardCharsets.UTF_8))
                .contains("4000000000/3000000")
                .contains("1901-01-01 00:00:00");
    }

    @Test
    void sizesBeyondEightGigabytesAreWrittenAndRead() throws Exception {
        long size = 9L << 30;
        TarEntry entry = TarEntry.file("big", 0600, size, Instant.EPOCH);
        Files.write(dir.resolve("start"), TarBlocks.of(entry).bytes());
        String list =
                new String(Tars.shell(dir, "tar -tvf start 2>&1 || true"), StandardCharsets.UTF_8);
        assertThat(list).contains(" " + size + " ");
        byte[] gnu =
                Tars.shell(
                        dir, "truncate -s 9663676416 big; tar --format=gnu -c big | head -c 512");
        try (TarReader reader = new TarReader(new ByteArrayInputStream(gnu), Tars.LIMITS)) {
            assertThat(reader.next().size()).isEqualTo(size);
        }
    }

    @Test
    void attributesOfFilesComeThrough() throws Exception {
        Path file = Files.writeString(dir.resolve("f"), "x");
        byte[] value = {0, '\n', -1, '='};
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write("b%3Di=n%", java.nio.ByteBuffer.wrap(value));
        byte[] archive = Tars.shell(dir, "tar --xattrs --acls -c f");
        assertThat(Tars.read(archive).getFirst().entry().xattrs())
                .hasEntrySatisfying("user.b%3Di=n%", v -> assertThat(v).isEqualTo(value));

        Files.write(dir.resolve("copy.tar"), rewrite(Tars.read(archive)));
        Tars.shell(dir, "mkdir out; tar --xattrs -C out -xf copy.tar");
        var view =
                Files.getFileAttributeView(
                        dir.resolve("out/f"), UserDefinedFileAttributeView.class);
        java.nio.ByteBuffer read = java.nio.ByteBuffer.allocate(9);
        view.read("b%3Di=n%", read);
        assertThat(java.util.Arrays.copyOf(read.array(), read.position())).isEqualTo(value);
    }

    static byte[] rewrite(List<Tars.Item> items) throws java.io.IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(out)) {
            for (Tars.Item item : items) {
                writer.put(item.entry(), new ByteArrayInputStream(item.content()));
            }
        }
        return out.toByteArray();
    }
}
