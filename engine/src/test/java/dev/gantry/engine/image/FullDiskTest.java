package dev.gantry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk without room: what does not fit says how much is missing and leaves nothing, and what
/// frees room works.
class FullDiskTest {
    @TempDir Path directory;
    private LoopDisk disk;
    private ImageStore store;

    @BeforeEach
    void open() throws Exception {
        disk = LoopDisk.make(directory, "ext4", 200);
        store = ImageStore.open(disk.directory());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        disk.close();
    }

    private void load(String name) throws Exception {
        ArchiveMaker maker = new ArchiveMaker();
        maker.add(Platform.current().toString(), name);
        try (InputStream in = maker.single("docker.io/library/" + name + ":1")) {
            store.images().load(in, Progress.NONE);
        }
    }

    /// Fills what is free with a file.
    private Path fill() throws IOException {
        Path ballast = disk.directory().resolve("ballast");
        byte[] piece = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(piece);
            }
        } catch (IOException e) {
            return ballast;
        }
    }

    @Test
    void anArchiveThatDoesNotFitSaysHowMuchIsMissing() throws Exception {
        load("small");
        Path archive = directory.resolve("large");
        try (OutputStream out = Files.newOutputStream(archive);
                TarWriter tar = new TarWriter(out)) {
            SplittableRandom random = new SplittableRandom(1);
            tar.put(
                    TarEntry.file("layer.tar", 0644, 300_000_000, Instant.EPOCH),
                    new InputStream() {
                        @Override
                        public int read() {
                            return random.nextInt(256);
                        }

                        @Override
                        public int read(byte[] buffer, int offset, int length) {
                            for (int i = 0; i < length; i += 64) {
                                buffer[offset + i] = (byte) random.nextInt();
                            }
                            return length;
                        }
                    });
        }
        try (InputStream in = Files.newInputStream(archive)) {
            assertThatThrownBy(() -> store.images().load(in, Progress.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("no space left on .*: need 1[0-9]{2} MB more");
        }
        assertThat(store.blobs()).hasSize(3);
        assertThat(store.images().all()).hasSize(1);
        load("another");
    }

    @Test
    void onAFullDiskImagesCanBeRemoved() throws Exception {
        load("one");
        load("two");
        load("three");
        Path ballast = fill();
        assertThatThrownBy(() -> load("four")).isInstanceOf(IOException.class);
        assertThat(store.images().remove("one:1", false, true, null)).hasSize(3);
        store.images().prune(new ImagePrune.Wanted(true, _ -> true));
        assertThat(store.images().all()).isEmpty();
        assertThat(store.blobs()).isEmpty();
        store.close();
        fill();
        store = ImageStore.open(disk.directory());
        Files.delete(ballast);
        load("five");
        assertThat(store.images().find("five:1")).isPresent();
    }
}
