package dev.gantry.host.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeStoreTest {
    @TempDir Path directory;
    private VolumeStore volumes;

    @BeforeEach
    void open() throws IOException {
        volumes = VolumeStore.open(directory.resolve("volumes"));
    }

    @Test
    void aVolumeIsThereUntilItIsDeleted() throws IOException {
        volumes.create("one");
        volumes.create("one");
        assertThat(volumes.names()).containsExactly("one");
        assertThat(volumes.isEmpty("one")).isTrue();
        Files.writeString(volumes.data("one").resolve("file"), "12345");
        assertThat(volumes.isEmpty("one")).isFalse();
        assertThat(volumes.size("one")).isEqualTo(5);
        volumes.delete("one");
        volumes.delete("one");
        assertThat(volumes.names()).isEmpty();
        assertThat(directory.resolve("volumes")).isEmptyDirectory();
    }

    @Test
    void whatWasInterruptedIsRemovedWhenTheStoreOpens() throws IOException {
        volumes.create("whole");
        Files.writeString(volumes.data("whole").resolve("kept"), "x");
        Files.createDirectories(directory.resolve("volumes/.staging-12/_data/part"));
        Files.createDirectories(directory.resolve("volumes/whole/_new-34/part"));
        volumes = VolumeStore.open(directory.resolve("volumes"));
        assertThat(volumes.names()).containsExactly("whole");
        assertThat(volumes.data("whole").resolve("kept")).hasContent("x");
        assertThat(volumes.data("whole").resolveSibling("_new-34")).doesNotExist();
        assertThat(directory.resolve("volumes/.staging-12")).doesNotExist();
    }

    @Test
    void aVolumeTakesOverWhatAnImageHas() throws Exception {
        Path image = Files.createDirectories(directory.resolve("image/data/sub")).getParent();
        Shell.run(
                directory,
                """
                cd image; echo hello > data/file; ln -s file data/link; ln data/file data/second
                truncate -s 1M data/holes; printf x | dd of=data/holes bs=1 seek=500000 conv=notrunc
                chown 33:34 data data/sub; chmod 1750 data; setfattr -n user.a -v b data/file || true
                touch -d @1000000000 data/sub; mkfifo data/pipe; ln -s data via
                """);
        volumes.create("v");
        try (ContainerTree tree = ContainerTree.open(image.getParent())) {
            assertThat(volumes.fill("v", tree, "/nothing", false)).isFalse();
            assertThat(volumes.fill("v", tree, "/data/file", false)).isFalse();
            assertThat(volumes.fill("v", tree, "/via", false)).isTrue();
        }
        String listing = "cd %s && find . -printf '%%p %%y %%m %%U %%G %%n %%s %%l %%T@\\n' | sort";
        assertThat(Shell.run(directory, listing.formatted(volumes.data("v"))))
                .isEqualTo(Shell.run(directory, listing.formatted(image)));
        assertThat(Files.readAllBytes(volumes.data("v").resolve("holes")))
                .isEqualTo(Files.readAllBytes(image.resolve("holes")));
    }

    @Test
    void aVolumeIsClonedExportedAndImported() throws Exception {
        volumes.create("from");
        Files.writeString(volumes.data("from").resolve("file"), "content");
        volumes.cloneTo("from", "clone", _ -> {});
        assertThat(volumes.data("clone").resolve("file")).hasContent("content");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        volumes.export("from", archive);
        volumes.importTo("copy", new ByteArrayInputStream(archive.toByteArray()));
        assertThat(volumes.data("copy").resolve("file")).hasContent("content");
        Files.writeString(volumes.data("from").resolve("file"), "changed");
        volumes.restore("clone", "from", _ -> {});
        assertThat(volumes.data("from").resolve("file")).hasContent("content");
    }

    @Test
    void aBadArchiveMakesNoVolume() {
        byte[] text = "this is no archive".repeat(100).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> volumes.importTo("bad", new ByteArrayInputStream(text)))
                .isInstanceOf(IOException.class);
        assertThat(directory.resolve("volumes")).isEmptyDirectory();
    }

    @Test
    void deletingNeverLeavesTheVolume() throws IOException {
        Path canary = Files.writeString(directory.resolve("canary"), "host");
        volumes.create("links");
        Files.createSymbolicLink(volumes.data("links").resolve("out"), canary);
        Files.createSymbolicLink(volumes.data("links").resolve("up"), directory);
        volumes.delete("links");
        assertThat(canary).hasContent("host");
    }
}
