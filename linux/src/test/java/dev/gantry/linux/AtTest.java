package dev.gantry.linux;

import static dev.gantry.linux.OpenFlags.AT_SYMLINK_NOFOLLOW;
import static dev.gantry.linux.OpenFlags.O_CREAT;
import static dev.gantry.linux.OpenFlags.O_DIRECTORY;
import static dev.gantry.linux.OpenFlags.O_NOFOLLOW;
import static dev.gantry.linux.OpenFlags.O_PATH;
import static dev.gantry.linux.OpenFlags.O_RDONLY;
import static dev.gantry.linux.OpenFlags.O_RDWR;
import static dev.gantry.linux.OpenFlags.O_WRONLY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtTest {
    @TempDir Path directory;
    private Fd root;

    @BeforeEach
    void open() throws Exception {
        root = At.open(directory, O_RDONLY | O_DIRECTORY);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void absoluteAndClimbingLinksStayInTheRoot() throws Exception {
        At.mkdirat(root, b("etc"), 0755);
        try (Fd file = At.openat(root, b("etc/passwd"), O_WRONLY | O_CREAT, 0644)) {
            file.write("inside".getBytes(UTF_8), 0, 6);
        }
        At.symlinkat(b("/etc/passwd"), root, b("absolute"));
        At.symlinkat(b("../../../../etc/passwd"), root, b("climbing"));
        for (String link : List.of("absolute", "climbing")) {
            try (Fd file = At.openat2(root, b(link), O_RDONLY, 0, OpenFlags.RESOLVE_IN_ROOT)) {
                assertThat(file.input().readAllBytes()).asString(UTF_8).isEqualTo("inside");
            }
            assertErrno(
                    Errno.EXDEV,
                    () -> At.openat2(root, b(link), O_RDONLY, 0, OpenFlags.RESOLVE_BENEATH));
            assertErrno(
                    Errno.ELOOP,
                    () -> At.openat2(root, b(link), O_RDONLY, 0, OpenFlags.RESOLVE_NO_SYMLINKS));
        }
    }

    @Test
    void namesAreBytes() throws Exception {
        byte[] latin = {'c', 'a', 'f', (byte) 0xE9, (byte) 0xFF};
        At.openat(root, latin, O_WRONLY | O_CREAT, 0600).close();
        assertThat(At.list(root)).containsExactly(latin);
        At.unlinkat(root, latin, 0);
        assertThat(listAgain()).isEmpty();
    }

    @Test
    void aNameWithNulIsRefusedNotCutShort() {
        assertErrno(
                Errno.EINVAL,
                () -> At.openat(root, new byte[] {'a', 0, 'b'}, O_WRONLY | O_CREAT, 0600));
    }

    @Test
    void listsManyNames() throws Exception {
        for (int i = 0; i < 3000; i++) {
            At.openat(root, b("some-rather-long-file-name-" + i), O_WRONLY | O_CREAT, 0600).close();
        }
        assertThat(At.list(root)).hasSize(3000);
    }

    @Test
    void kindsOfFilesAreMadeAndTold() throws Exception {
        At.mknodat(root, b("null"), Stat.S_IFCHR | 0666, new Stat.Device(1, 3));
        At.mknodat(root, b("pipe"), Stat.S_IFIFO | 0600, new Stat.Device(0, 0));
        At.symlinkat(b("null"), root, b("link"));
        Stat device = At.statx(root, b("null"), 0);
        assertThat(device.type()).isEqualTo(Stat.S_IFCHR);
        assertThat(device.special()).isEqualTo(new Stat.Device(1, 3));
        assertThat(At.statx(root, b("pipe"), 0).type()).isEqualTo(Stat.S_IFIFO);
        assertThat(At.statx(root, b("link"), AT_SYMLINK_NOFOLLOW).isSymlink()).isTrue();
        assertThat(At.statx(root, b("link"), 0).type()).isEqualTo(Stat.S_IFCHR);
        assertThat(At.readlinkat(root, b("link"))).asString(UTF_8).isEqualTo("null");
        At.linkat(root, b("null"), root, b("hard"), 0);
        assertThat(At.statx(root, b("hard"), 0).links()).isEqualTo(2);
    }

    @Test
    void ownerModeAndTimesReachTheLinkItselfOrItsTarget() throws Exception {
        At.openat(root, b("file"), O_WRONLY | O_CREAT, 0600).close();
        At.symlinkat(b("file"), root, b("link"));
        Instant then = Instant.parse("2001-02-03T04:05:06.123456789Z");
        At.fchownat(root, b("link"), 1234, 2345, AT_SYMLINK_NOFOLLOW);
        At.utimensat(root, b("link"), null, then, AT_SYMLINK_NOFOLLOW);
        Stat link = At.statx(root, b("link"), AT_SYMLINK_NOFOLLOW);
        assertThat(List.of(link.uid(), link.gid())).containsExactly(1234, 2345);
        assertThat(link.modified()).isEqualTo(then);
        assertThat(At.statx(root, b("file"), 0).uid()).isZero();
        try (Fd path = At.openat(root, b("file"), O_PATH | O_NOFOLLOW, 0)) {
            At.chown(path, 7, -1);
            At.chmod(path, 04751);
            At.utimensat(path, b(""), then, then, 0);
            Stat file = At.stat(path);
            assertThat(file.permissions()).isEqualTo(04751);
            assertThat(List.of(file.uid(), file.gid())).containsExactly(7, 0);
            assertThat(file.modified()).isEqualTo(then);
        }
    }

    @Test
    void renameRefusesToReplaceWhenAsked() throws Exception {
        At.mkdirat(root, b("one"), 0755);
        At.mkdirat(root, b("two"), 0755);
        assertErrno(
                Errno.EEXIST,
                () -> At.renameat2(root, b("one"), root, b("two"), OpenFlags.RENAME_NOREPLACE));
        At.unlinkat(root, b("two"), OpenFlags.AT_REMOVEDIR);
        At.renameat2(root, b("one"), root, b("two"), OpenFlags.RENAME_NOREPLACE);
        assertThat(Files.isDirectory(directory.resolve("two"))).isTrue();
    }

    @Test
    void extendedAttributesAreBytesAlsoOnLinksThemselves() throws Exception {
        byte[] value = {1, 0, (byte) 0xFF, 7};
        At.openat(root, b("file"), O_WRONLY | O_CREAT, 0600).close();
        At.symlinkat(b("file"), root, b("link"));
        try (Fd file = At.openat(root, b("file"), O_RDONLY, 0);
                Fd path = At.openat(root, b("file"), O_PATH, 0);
                Fd link = At.openat(root, b("link"), O_PATH | O_NOFOLLOW, 0)) {
            Xattrs.set(path, "trusted.gantry.test", value);
            assertThat(Xattrs.get(file, "trusted.gantry.test")).hasValue(value);
            assertThat(Xattrs.list(file)).contains("trusted.gantry.test");
            assertThat(Xattrs.get(link, "trusted.gantry.test")).isEmpty();
            Xattrs.set(link, "trusted.gantry.test", new byte[] {9});
            assertThat(Xattrs.get(file, "trusted.gantry.test")).hasValue(value);
            Xattrs.remove(file, "trusted.gantry.test");
            assertThat(Xattrs.list(path)).doesNotContain("trusted.gantry.test");
        }
    }

    @Test
    void locksExcludeOthersUntilTheyEnd() throws Exception {
        Path file = directory.resolve("lock");
        try (Fd other = At.open(file, O_RDWR | O_CREAT, 0600)) {
            try (Fd owner = At.open(file, O_RDWR)) {
                assertThat(Flock.tryExclusive(owner)).isTrue();
                assertThat(Flock.tryShared(other)).isFalse();
            }
            assertThat(Flock.tryExclusive(other)).isTrue();
            Flock.unlock(other);
        }
    }

    @Test
    void syncReachesFileDirectoryAndFileSystem() throws Exception {
        try (Fd file = At.openat(root, b("file"), O_WRONLY | O_CREAT, 0600)) {
            Sync.fsync(file);
            Sync.fdatasync(file);
        }
        Sync.fsync(root);
        Sync.syncfs(root);
    }

    private List<byte[]> listAgain() throws Exception {
        try (Fd again = At.openat(root, b("."), O_RDONLY | O_DIRECTORY, 0)) {
            return At.list(again);
        }
    }

    static void assertErrno(int errno, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    static byte[] b(String name) {
        return name.getBytes(UTF_8);
    }
}
