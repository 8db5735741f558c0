package dev.gantry.host.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {
    @TempDir Path directory;
    private LayerStore store;
    private Snapshots snapshots;
    private Path container;

    @BeforeEach
    void open() throws IOException {
        store = LayerStore.open(directory.resolve("layers"));
        snapshots = new Snapshots(store);
        container = directory.resolve("containers/c1");
    }

    @AfterEach
    void nothingStaysMounted() throws IOException {
        snapshots.delete(container);
        assertThat(mounts()).isZero();
        assertThat(container).doesNotExist();
    }

    private long mounts() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.filter(l -> l.contains(directory.toString())).count();
        }
    }

    private Path mounted(List<Digest> chain) throws IOException {
        snapshots.prepare(container, chain);
        return snapshots.mount(container, chain, false).path();
    }

    private List<Digest> layers(int count) throws IOException {
        List<Digest> chain = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Tar tar = new Tar().file("own-" + i, "x").file("shared", "from " + i);
            chain.add(tar.unpackInto(store, "layer " + i));
        }
        return chain;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 120})
    void anImageOfManyLayersIsOneTree(int count) throws IOException {
        Path root = mounted(layers(count));
        for (int i = 0; i < count; i++) {
            assertThat(root.resolve("own-" + i)).exists();
        }
        if (count > 0) {
            assertThat(root.resolve("shared")).hasContent("from " + (count - 1));
        }
        Files.writeString(root.resolve("new"), "x");
        assertThat(container.resolve("upper/new")).hasContent("x");
    }

    @Test
    void mountingTwiceMountsOnce() throws IOException {
        List<Digest> chain = layers(2);
        Path root = mounted(chain);
        Files.writeString(root.resolve("kept"), "x");
        assertThat(new Snapshots(store).mount(container, chain, false).path()).isEqualTo(root);
        assertThat(mounts()).isOne();
        snapshots.mount(container, chain, true);
        assertThatThrownBy(() -> Files.writeString(root.resolve("late"), "x"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Read-only");
        snapshots.unmount(container);
        snapshots.unmount(container);
        assertThat(mounts()).isZero();
        assertThat(mounted(chain).resolve("kept")).hasContent("x");
    }

    @Test
    void whoStillUsesARootDoesNotKeepItMounted() throws Exception {
        Path root = mounted(layers(1));
        try (Fd used = At.open(root.resolve("own-0"), OpenFlags.O_RDONLY)) {
            snapshots.unmount(container);
            assertThat(mounts()).isZero();
            assertThat(At.stat(used).size()).isOne();
        }
    }

    @Test
    void aRootMountedByHandUnderneathGoesToo() throws Exception {
        Path root = mounted(layers(1));
        Mounts.mount("tmpfs", root.toString(), "tmpfs", 0, null);
        assertThat(mounts()).isEqualTo(2);
        snapshots.unmount(container);
        assertThat(mounts()).isZero();
    }

    @Test
    void theOldWayOfMountingDoesTheSame() throws Exception {
        List<Path> lowers = layers(120).reversed().stream().map(store::diff).toList();
        snapshots.prepare(container, List.of());
        SnapshotLayout layout = new SnapshotLayout(container);
        OverlayMount.Upper upper = new OverlayMount.Upper(layout.upper(), layout.work());
        OverlayMount mount = new OverlayMount(lowers, upper);
        try (Fd root = mount.mounted(store.layout().scratch(), Mounts.MOUNT_ATTR_RDONLY)) {
            assertThat(mounts()).isZero();
            assertThat(At.statx(root, Tar.latin("own-0"), 0).isRegular()).isTrue();
            assertThatThrownBy(() -> At.mkdirat(root, Tar.latin("new"), 0755))
                    .hasMessageContaining("read-only");
        }
        try (Fd root = mount.mounted(store.layout().scratch(), 0)) {
            At.mkdirat(root, Tar.latin("new"), 0755);
        }
        assertThat(layout.upper().resolve("new")).isDirectory();
    }

    @Test
    void pathsThatAreLongOrStrangeAreMounted() throws IOException {
        Path strange = directory.resolve("a,b:c=d\\e " + "x".repeat(200));
        store = LayerStore.open(strange.resolve("y".repeat(200)));
        snapshots = new Snapshots(store);
        assertThat(mounted(layers(2)).resolve("own-0")).exists();
    }

    @Test
    void upperLayersRemoveAndHide() throws IOException {
        Tar low =
                new Tar()
                        .file("gone", "x")
                        .file("dir/hidden", "x")
                        .file("dir/sub/hidden", "x")
                        .file("back/hidden", "x")
                        .file("implied/hidden", "x")
                        .file("was-dir/hidden", "x");
        Tar high =
                new Tar()
                        .file(".wh.gone", "")
                        .file("dir/.wh..wh..opq", "")
                        .file("dir/seen", "y")
                        .file(".wh.back", "")
                        .directory("back")
                        .file("back/seen", "y")
                        .file(".wh.implied", "")
                        .file("implied/seen", "y")
                        .directory("was-dir")
                        .file(".wh.was-dir", "")
                        .file("was-dir/seen", "y");
        Path root = mounted(List.of(low.unpackInto(store, "low"), high.unpackInto(store, "high")));
        assertThat(root.resolve("gone")).doesNotExist();
        for (String name : List.of("dir", "back", "implied", "was-dir")) {
            try (var files = Files.list(root.resolve(name))) {
                assertThat(files).containsExactly(root.resolve(name).resolve("seen"));
            }
        }
    }

    @Test
    void anOpaqueRootHidesAllLayersBelow() throws IOException {
        Digest low = new Tar().file("hidden", "x").unpackInto(store, "low");
        Digest high =
                new Tar().file(".wh..wh..opq", "").file("seen", "y").unpackInto(store, "high");
        Path root = mounted(List.of(low, high));
        assertThat(root.resolve("hidden")).doesNotExist();
        assertThat(root.resolve("seen")).exists();
    }

    @Test
    void aMissingLayerIsNamed() {
        Digest missing = Tar.chainId("missing");
        assertThatThrownBy(() -> snapshots.prepare(container, List.of(missing)))
                .hasMessage("no such layer: " + missing);
    }

    @Test
    void theEnginesMountPointsAreThereAndNoChange() throws IOException {
        Tar image = new Tar().symlink("etc/hosts", "/canary").directory("etc", 0750, Map.of());
        List<Digest> chain = List.of(image.file("dev", "no directory").unpackInto(store, "one"));
        Path root = mounted(chain);
        assertThat(root.resolve("etc/hosts")).isRegularFile().hasContent("");
        assertThat(root.resolve("dev/pts")).isDirectory();
        assertThat(Files.readSymbolicLink(root.resolve("etc/mtab")))
                .isEqualTo(Path.of("/proc/mounts"));
        assertThat(Files.getAttribute(root.resolve("etc"), "unix:mode")).isEqualTo(040750);
        assertThat(snapshots.changes(container, chain)).isEmpty();
        assertThat(snapshots.sizeRw(container)).isZero();
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 x");
        assertThat(snapshots.changes(container, chain)).hasToString("[C /etc, C /etc/hosts]");
    }

    /// What `docker diff` of Docker 28 says after the same commands.
    private static final String DOCKERS_DIFF =
            """
            A /.hidden;A /.hidden/a;C /data;C /data/cap;A /data/fresh;A /data/fresh/er;\
            A /data/fresh/er/f;C /data/gone;D /data/gone/a;A /data/gone/n;C /data/hard1;\
            A /data/new;A /data/pipe;C /data/redo;D /data/redo/r;C /data/redo/s;C /data/sub;\
            A /data/sub-sort;C /data/sub/change;C /data/sub/chmod;C /data/sub/chown;\
            D /data/sub/keep;A /data/sub/kept;C /data/sub/relink;D /data/sub/remove;\
            C /data/sub/touch;C /data/sub/trunc;C /data/type;C /data/type/dir;C /data/type/file;\
            D /data/whole;A /data/with space\
            """;

    private static final String COMMANDS =
            """
            echo more >> data/sub/change; rm data/sub/remove; chmod 600 data/sub/chmod
            chown 5:6 data/sub/chown; touch data/sub/touch; : > data/sub/trunc; rm -r data/whole
            rm -r data/gone; mkdir data/gone; echo n > data/gone/n
            rm -r data/redo; mkdir data/redo; echo s2 > data/redo/s; echo new > data/new
            mkdir -p data/fresh/er; echo f > data/fresh/er/f
            rm data/type/file; mkdir data/type/file; rm -r data/type/dir; echo d > data/type/dir
            cat data/quiet/q > /dev/null; echo tmp > data/quiet/tmp; rm data/quiet/tmp
            ln -sf elsewhere data/sub/relink; echo h2 >> data/hard1; echo z > data/z; rm data/z
            chmod 700 data/cap; mkdir .hidden; echo h > .hidden/a; mv data/sub/keep data/sub/kept
            mkfifo data/pipe; echo x > 'data/with space'; echo x > data/sub-sort
            rm -rf home; touch data/sub/../sub
            """;

    @Test
    void changesAreWhatDockerSays() throws Exception {
        Tar image = new Tar().file("data/whole/deep/x", "x\n").file("data/whole/y", "y\n");
        for (String name :
                List.of("keep", "change", "remove", "chmod", "chown", "touch", "trunc")) {
            image.file("data/sub/" + name, name + "\n");
        }
        image.file("data/gone/a/g", "g\n").file("data/quiet/q", "q\n").directory("data/cap");
        image.file("data/redo/r", "r\n").file("data/redo/s", "s\n").file("data/type/file", "t\n");
        image.file("data/type/dir/i", "i\n").symlink("data/sub/link", "keep");
        image.symlink("data/sub/relink", "nowhere").file("data/hard1", "h\n");
        image.hardLink("data/hard2", "data/hard1");
        List<Digest> chain = List.of(image.unpackInto(store, "one"));
        Path root = mounted(chain);
        Process shell =
                new ProcessBuilder("sh", "-ec", COMMANDS)
                        .directory(root.toFile())
                        .inheritIO()
                        .start();
        assertThat(shell.waitFor()).isZero();
        assertThat(snapshots.changes(container, chain).stream().map(Change::toString))
                .containsExactly(DOCKERS_DIFF.split(";"));
        assertThat(snapshots.sizeRw(container)).isEqualTo(68);
    }
}
