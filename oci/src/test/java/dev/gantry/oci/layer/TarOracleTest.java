package dev.gantry.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/// Another program's reader and writer agree with ours on plain entries.
class TarOracleTest {
    private final Random random = new Random(3);

    @Test
    void whatWeWriteTheOtherReads() throws IOException {
        List<Tars.Item> items = items();
        byte[] archive = GnuTarTest.rewrite(items);
        try (TarArchiveInputStream other =
                new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (Tars.Item item : items) {
                TarArchiveEntry entry = other.getNextEntry();
                boolean directory = item.entry().type() == TarEntry.Type.DIRECTORY;
                assertThat(entry.getName()).isEqualTo(name(item) + (directory ? "/" : ""));
                assertThat(entry.getMode()).isEqualTo(item.entry().mode());
                assertThat(entry.getLastModifiedTime().toInstant())
                        .isEqualTo(item.entry().modified());
                assertThat(other.readAllBytes()).isEqualTo(item.content());
            }
            assertThat(other.getNextEntry()).isNull();
        }
    }

    @Test
    void whatTheOtherWritesWeRead() throws IOException {
        List<Tars.Item> items = items();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream other = new TarArchiveOutputStream(out)) {
            other.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            other.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Tars.Item item : items) {
                boolean directory = item.entry().type() == TarEntry.Type.DIRECTORY;
                TarArchiveEntry entry = new TarArchiveEntry(name(item) + (directory ? "/" : ""));
                entry.setMode(item.entry().mode());
                entry.setModTime(java.nio.file.attribute.FileTime.from(item.entry().modified()));
                entry.setSize(item.content().length);
                other.putArchiveEntry(entry);
                other.write(item.content());
                other.closeArchiveEntry();
            }
        }
        List<Tars.Item> read = Tars.read(out.toByteArray());
        assertThat(read).hasSameSizeAs(items);
        for (int i = 0; i < items.size(); i++) {
            assertThat(read.get(i).entry())
                    .usingRecursiveComparison()
                    .ignoringFields("uid", "gid")
                    .isEqualTo(items.get(i).entry());
            assertThat(read.get(i).content()).isEqualTo(items.get(i).content());
        }
    }

    private List<Tars.Item> items() {
        List<Tars.Item> items = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            StringBuilder name = new StringBuilder("n" + i);
            for (int parts = random.nextInt(6); parts > 0; parts--) {
                name.append('/').append("p".repeat(1 + random.nextInt(90)));
            }
            byte[] content = new byte[i % 5 == 0 ? 0 : random.nextInt(3000)];
            random.nextBytes(content);
            Instant time = Instant.ofEpochSecond(random.nextInt(1 << 30), i % 3 * 123_456_700L);
            items.add(
                    new Tars.Item(
                            i % 5 == 0
                                    ? TarEntry.directory(name.toString(), 0755, time)
                                    : TarEntry.file(name.toString(), 0640, content.length, time),
                            content));
        }
        return items;
    }

    private static String name(Tars.Item item) {
        return new String(item.entry().name(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
