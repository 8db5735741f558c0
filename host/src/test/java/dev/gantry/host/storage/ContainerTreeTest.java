package dev.gantry.host.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContainerTreeTest {
    @TempDir Path directory;
    private Path root;
    private Path canary;
    private ContainerTree tree;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(directory.resolve("root/etc")).getParent();
        canary = Files.createDirectory(directory.resolve("canary"));
        Files.writeString(canary.resolve("secret"), "host");
        tree = ContainerTree.open(root);
    }

    @AfterEach
    void theHostIsUntouched() throws IOException {
        tree.close();
        try (var files = Files.list(canary)) {
            assertThat(files).containsExactly(canary.resolve("secret"));
        }
        assertThat(canary.resolve("secret")).hasContent("host");
        TreeRemoval.remove(root);
    }

    private String read(String path) throws IOException {
        return tree.read(path, 1000)
                .map(b -> new String(b, StandardCharsets.UTF_8))
                .orElse("(absent)");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    @Test
    void readsFollowLinksInsideTheRootOnly() throws IOException {
        Files.writeString(root.resolve("etc/passwd"), "root");
        link("absolute", "/etc/passwd");
        link("climbing", "../../../../etc/passwd");
        link("out", canary.resolve("secret").toString());
        link("loop", "loop");
        assertThat(read("/etc/passwd")).isEqualTo("root");
        assertThat(read("absolute")).isEqualTo("root");
        assertThat(read("/climbing")).isEqualTo("root");
        assertThat(read("/out")).isEqualTo("(absent)");
        assertThat(read("/../../canary/secret")).isEqualTo("(absent)");
        assertThat(read("/etc/passwd/x")).isEqualTo("(absent)");
        assertThatThrownBy(() -> read("/loop")).hasMessageContaining("symbolic links");
        assertThat(tree.stat("absolute", false).orElseThrow().isSymlink()).isTrue();
        assertThat(tree.stat("absolute", true).orElseThrow().isRegular()).isTrue();
        assertThat(tree.stat("out", true)).isEmpty();
    }

    @Test
    void readsNeitherBlockNorGrow() throws IOException {
        try (Fd etc = At.open(root.resolve("etc"), OpenFlags.O_PATH)) {
            At.mknodat(etc, Tar.latin("pipe"), Stat.S_IFIFO | 0644, Overlay.WHITEOUT);
            At.mknodat(etc, Tar.latin("zero"), Stat.S_IFCHR | 0644, new Stat.Device(1, 5));
        }
        Files.writeString(root.resolve("etc/large"), "x".repeat(1001));
        Files.writeString(root.resolve("etc/fits"), "x".repeat(1000));
        assertThat(read("/etc/fits")).hasSize(1000);
        assertThatThrownBy(() -> read("/etc/large"))
                .hasMessage("/etc/large is larger than 1000 bytes");
        for (String path : new String[] {"/etc/pipe", "/etc/zero", "/etc"}) {
            assertThatThrownBy(() -> read(path)).hasMessage(path + " is not a regular file");
        }
    }

    @Test
    void directoriesAreMadeInsideWhateverTheLinks() throws IOException {
        link("out", canary.toString());
        link("up", "../../..");
        tree.makeDirectories("/out/a/b", 0750, 11, 12);
        tree.makeDirectories("up/c/../d", 0755, 0, 0);
        Path inside = root.resolve(canary.toString().substring(1));
        Stat made = tree.stat(canary + "/a/b", false).orElseThrow();
        assertThat(inside.resolve("a/b")).isDirectory();
        assertThat(made.permissions()).isEqualTo(0750);
        assertThat(made.uid()).isEqualTo(11);
        assertThat(made.gid()).isEqualTo(12);
        assertThat(root.resolve("d")).isDirectory();
        tree.makeDirectories("/", 0700, 1, 1);
        assertThat(tree.stat("/", false).orElseThrow().uid()).isZero();
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Files.writeString(root.resolve("file"), "");
        for (String path : new String[] {"/file", "/file/below"}) {
            assertThatThrownBy(() -> tree.makeDirectories(path, 0755, 0, 0))
                    .isInstanceOf(NotDirectoryException.class)
                    .hasMessage(path);
        }
    }

    @Test
    void mountTargetsAreMadeWhereLinksLeadInside() throws IOException {
        link("etc/resolv.conf", "/run/resolve/stub");
        link("etc/hosts", canary.resolve("secret").toString());
        link("etc/link", "resolv.conf");
        tree.ensureFile("/etc/resolv.conf", 0644);
        tree.ensureFile("/etc/hosts", 0644);
        tree.ensureFile("/etc/link", 0600);
        tree.ensureDirectory("/vol/data/", 0755);
        assertThat(root.resolve("run/resolve/stub")).isRegularFile();
        assertThat(tree.stat(canary + "/secret", false)).isPresent();
        assertThat(root.resolve("vol/data")).isDirectory();
        assertThatThrownBy(() -> tree.ensureFile("/vol", 0644)).hasMessageContaining("directory");
        assertThatThrownBy(() -> tree.ensureFile("/..", 0644)).hasMessageContaining("directory");
    }

    @Test
    void filesAreReplacedWhole() throws IOException {
        link("etc/hosts", canary.resolve("secret").toString());
        tree.writeFile("/etc/hosts", "new".getBytes(StandardCharsets.UTF_8), 0640);
        tree.writeFile("/etc/name", "1".getBytes(StandardCharsets.UTF_8), 0640);
        tree.writeFile("/etc/name", "22".getBytes(StandardCharsets.UTF_8), 0644);
        assertThat(read("/etc/hosts")).isEqualTo("new");
        assertThat(read("/etc/name")).isEqualTo("22");
        assertThat(tree.stat("/etc/name", false).orElseThrow().permissions()).isEqualTo(0644);
        assertThatThrownBy(() -> tree.writeFile("/etc", new byte[0], 0644))
                .hasMessageContaining("directory");
        try (var files = Files.list(root.resolve("etc"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void exchangingDirectoriesAndLinksNeverLeadsOut() throws Exception {
        Files.createDirectory(root.resolve("swap"));
        link("evil", canary.toString());
        AtomicBoolean stop = new AtomicBoolean();
        Thread attacker = Thread.ofPlatform().start(() -> exchange(stop));
        try {
            for (int i = 0; i < 3000; i++) {
                try {
                    tree.ensureFile("/swap/f" + i, 0644);
                    tree.writeFile("/swap/w", new byte[1], 0644);
                    tree.makeDirectories("/swap/d/" + i, 0755, 0, 0);
                    assertThat(read("/swap/secret")).isEqualTo("(absent)");
                } catch (IOException _) {
                    // refused half way is fine, arriving elsewhere is not
                }
            }
        } finally {
            stop.set(true);
            attacker.join();
        }
    }

    private void exchange(AtomicBoolean stop) {
        try (Fd fd = At.open(root, OpenFlags.O_PATH)) {
            byte[] swap = Tar.latin("swap");
            byte[] evil = Tar.latin("evil");
            while (!stop.get()) {
                At.renameat2(fd, swap, fd, evil, OpenFlags.RENAME_EXCHANGE);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
