package dev.gantry.oci.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(HELLO);
    private static final Descriptor WANTED = Descriptor.of("", HELLO);

    @TempDir Path dir;
    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(dir.resolve("content"));
    }

    @Test
    void whatIsCommittedIsThereAfterwards() throws IOException {
        try (Ingest ingest = store.ingest("k")) {
            ingest.write(HELLO, 0, 2);
            assertThat(store.has(DIGEST)).isFalse();
            ingest.write(HELLO, 2, 3);
            assertThat(ingest.offset()).isEqualTo(5);
            assertThat(ingest.commit(WANTED)).isEqualTo(DIGEST);
        }
        assertThat(store.has(DIGEST)).isTrue();
        assertThat(store.size(DIGEST)).isEqualTo(5);
        assertThat(store.open(DIGEST).readAllBytes()).isEqualTo(HELLO);
        assertThat(store.read(DIGEST, 5)).isEqualTo(HELLO);
        assertThat(store.all()).containsExactly(DIGEST);
        assertThat(BlobStore.open(dir.resolve("content")).all()).containsExactly(DIGEST);
        assertThat(ingests()).isEmpty();
        store.delete(DIGEST);
        store.delete(DIGEST);
        assertThat(store.all()).isEmpty();
        assertThatThrownBy(() -> store.open(DIGEST)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.size(DIGEST)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anotherContentOrSizeIsRefusedAndMayBeWrittenAgain() throws IOException {
        try (Ingest ingest = store.ingest("k")) {
            ingest.write("hallo".getBytes(StandardCharsets.UTF_8), 0, 5);
            assertThatThrownBy(() -> ingest.commit(WANTED))
                    .isInstanceOf(BlobMismatchException.class)
                    .hasMessageContaining("its content is");
            ingest.write(HELLO, 0, 4);
            assertThatThrownBy(() -> ingest.commit(WANTED)).hasMessageContaining("4 bytes, not 5");
            ingest.write(HELLO, 0, 5);
            ingest.commit(WANTED);
        }
        assertThat(store.all()).containsExactly(DIGEST);
    }

    @Test
    void aBlobThatIsThereIsKept() throws IOException {
        store.put(HELLO);
        Object file = Files.getAttribute(store.path(DIGEST), "unix:ino");
        assertThat(store.put(HELLO)).isEqualTo(DIGEST);
        assertThat(Files.getAttribute(store.path(DIGEST), "unix:ino")).isEqualTo(file);
        assertThat(ingests()).isEmpty();
    }

    @Test
    void sha512IsVerifiedToo() throws IOException {
        var digest = Digest.Algorithm.SHA512.newMessageDigest();
        String hex = HexFormat.of().formatHex(digest.digest(HELLO));
        Digest wanted = new Digest(Digest.Algorithm.SHA512, hex);
        try (Ingest ingest = store.ingest("k")) {
            ingest.write(HELLO, 0, 5);
            assertThat(ingest.commit(Descriptor.of("", wanted, 5))).isEqualTo(wanted);
        }
        assertThat(store.read(wanted, 9)).isEqualTo(HELLO);
        assertThat(store.all()).containsExactly(wanted);
    }

    @Test
    void keptBytesAreThereForTheNextAttemptAlsoAfterARestart() throws IOException {
        try (Ingest ingest = store.ingest("k")) {
            ingest.write(HELLO, 0, 3);
            ingest.keep();
        }
        BlobStore again = BlobStore.open(dir.resolve("content"));
        try (Ingest ingest = again.ingest("k")) {
            assertThat(ingest.offset()).isEqualTo(3);
            ingest.write(HELLO, 3, 2);
            assertThat(ingest.commit(WANTED)).isEqualTo(DIGEST);
        }
        assertThat(ingests()).isEmpty();
    }

    @Test
    void whatIsNotKeptIsGone() throws IOException {
        try (Ingest ingest = store.ingest("k")) {
            ingest.write(HELLO, 0, 3);
        }
        assertThat(ingests()).isEmpty();
        try (Ingest ingest = store.ingest("k")) {
            assertThat(ingest.offset()).isZero();
        }
    }

    @Test
    void leftoversOfACrashAreRemoved() throws IOException {
        Ingest crashed = store.ingest("k");
        crashed.write(HELLO, 0, 3);
        assertThat(ingests()).hasSize(1);
        assertThat(BlobStore.open(dir.resolve("content")).all()).isEmpty();
        assertThat(ingests()).isEmpty();
        crashed.close();
    }

    @Test
    void aSecondAttemptAtTheSameTimeStartsFromNothing() throws IOException {
        try (Ingest one = store.ingest("k");
                Ingest two = store.ingest("k")) {
            one.write(HELLO, 0, 5);
            two.write(HELLO, 0, 5);
            one.commit(WANTED);
            two.commit(WANTED);
        }
        assertThat(store.all()).containsExactly(DIGEST);
        assertThat(ingests()).isEmpty();
    }

    @Test
    void aDamagedBlobIsNotReadAndMayBeReplaced() throws IOException {
        store.put(HELLO);
        Files.writeString(store.path(DIGEST), "hell");
        assertThatThrownBy(() -> store.read(DIGEST, 9)).hasMessageContaining("damaged");
        store.put(HELLO);
        assertThat(store.read(DIGEST, 9)).isEqualTo(HELLO);
        assertThatThrownBy(() -> store.read(DIGEST, 4)).hasMessageContaining("larger than 4");
    }

    @Test
    void whatElseLiesAmongTheBlobsIsNone() throws IOException {
        store.put(HELLO);
        Files.createDirectory(dir.resolve("content/blobs/sha256/lost+found"));
        assertThat(store.all()).containsExactly(DIGEST);
    }

    @Test
    void nobodyElseMayLook() throws IOException {
        store.put(HELLO);
        Path content = dir.resolve("content");
        assertThat(mode(content)).isEqualTo("rwx------");
        assertThat(mode(content.resolve("blobs/sha256"))).isEqualTo("rwx------");
        assertThat(mode(store.path(DIGEST))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private List<Path> ingests() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("content/ingest"))) {
            return files.toList();
        }
    }
}
