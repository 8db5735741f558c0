package dev.gantry.linux;

import static dev.gantry.linux.AtTest.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    @TempDir Path directory;

    @Test
    void mountsInTheOldWayAndTellsTheFileSystem() throws Exception {
        String target = directory.toString();
        Mounts.mount("tmpfs", target, "tmpfs", Mounts.MS_NOSUID, "size=1m,mode=700");
        try (Fd mounted = At.open(directory, OpenFlags.O_RDONLY)) {
            Statfs statfs = Statfs.of(mounted);
            assertThat(statfs.type()).isEqualTo(Statfs.TMPFS);
            assertThat(statfs.totalBytes()).isEqualTo(1 << 20);
            assertThat(At.stat(mounted).isMountRoot()).isTrue();
        } finally {
            Mounts.umount2(target, Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW);
        }
        assertErrno(Errno.EINVAL, () -> Mounts.umount2(target, 0));
    }

    @Test
    void mountsInTheNewWayOntoADescriptor() throws Exception {
        try (Fd context = Mounts.fsopen("tmpfs")) {
            Mounts.fsconfigString(context, "size", "1m");
            Mounts.fsconfigString(context, "mode", "0711");
            Mounts.fsconfigCreate(context);
            try (Fd mount = Mounts.fsmount(context, Mounts.MOUNT_ATTR_NODEV);
                    Fd target = At.open(directory, OpenFlags.O_PATH)) {
                Mounts.moveMount(mount, target, "");
                Files.writeString(directory.resolve("file"), "x");
                Mounts.setAttributes(mount, 0, Mounts.Attributes.readOnly());
                assertErrno(
                        Errno.EROFS,
                        () -> At.openat(mount, AtTest.b("file"), OpenFlags.O_WRONLY, 0));
            } finally {
                Mounts.umount2(directory.toString(), Mounts.MNT_DETACH);
            }
        }
    }

    @Test
    void aDetachedCopyOfATreeIsMountedElsewhere() throws Exception {
        Path from = Files.createDirectory(directory.resolve("from"));
        Path to = Files.createDirectory(directory.resolve("to"));
        Files.writeString(from.resolve("file"), "x");
        try (Fd tree = Mounts.openTree(Fd.cwd(), from.toString(), Mounts.OPEN_TREE_CLONE)) {
            Mounts.moveMount(tree, Fd.cwd(), to.toString());
            assertThat(to.resolve("file")).hasContent("x");
        } finally {
            Mounts.umount2(to.toString(), Mounts.MNT_DETACH);
        }
    }

    @Test
    void theKernelsOwnWordsStandInTheMessage() throws Exception {
        try (Fd context = Mounts.fsopen("tmpfs")) {
            assertThatThrownBy(() -> Mounts.fsconfigString(context, "nonsense", "1"))
                    .hasMessageContaining("nonsense=1")
                    .hasMessageContaining("Unknown parameter");
        }
    }
}
