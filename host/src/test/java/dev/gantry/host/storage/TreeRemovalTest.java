package dev.gantry.host.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
    @TempDir Path directory;

    @Test
    void linksAreRemovedAndNotFollowed() throws Exception {
        Path canary = Files.createDirectory(directory.resolve("canary"));
        Path tree = Files.createDirectories(directory.resolve("tree/sub"));
        Files.createSymbolicLink(tree.resolve("link"), canary);
        Files.writeString(canary.resolve("file"), "x");
        TreeRemoval.remove(tree.getParent());
        TreeRemoval.remove(tree.getParent());
        assertThat(tree.getParent()).doesNotExist();
        assertThat(canary.resolve("file")).exists();
        TreeRemoval.remove(Files.createSymbolicLink(directory.resolve("l"), canary));
        assertThat(canary.resolve("file")).exists();
    }

    @Test
    void mountsAreNotCrossed() throws Exception {
        Path canary = Files.createDirectory(directory.resolve("canary"));
        Path inside = Files.createDirectories(directory.resolve("tree/sub/mount"));
        Files.writeString(canary.resolve("file"), "x");
        Mounts.mount(canary.toString(), inside.toString(), null, Mounts.MS_BIND, null);
        try {
            assertThatThrownBy(() -> TreeRemoval.remove(directory.resolve("tree")))
                    .hasMessageContaining("mounted there");
            assertThatThrownBy(() -> TreeRemoval.remove(inside))
                    .hasMessageContaining("mounted there");
        } finally {
            Mounts.umount2(inside.toString(), 0);
        }
        assertThat(canary.resolve("file")).exists();
        TreeRemoval.remove(directory.resolve("tree"));
        assertThat(directory.resolve("tree")).doesNotExist();
    }

    @Test
    void treesDeeperThanPathsAndDescriptorsAreRemoved() throws Exception {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Fd here = At.open(tree, OpenFlags.O_PATH);
        byte[] name = Tar.latin("a-rather-long-name-of-a-directory");
        for (int i = 0; i < 5000; i++) {
            At.mkdirat(here, name, 0755);
            Fd next = At.openat(here, name, OpenFlags.O_PATH, 0);
            here.close();
            here = next;
        }
        here.close();
        TreeRemoval.remove(tree);
        assertThat(tree).doesNotExist();
    }
}
