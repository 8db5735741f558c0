package dev.gantry.host.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Tasks;
import dev.gantry.linux.At;
import dev.gantry.linux.Fd;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Xattrs;
import dev.gantry.oci.Digest;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnpackerTest {
    private static final byte[] CAPABILITY =
            HexFormat.of().parseHex("0100000200200000000000000000000000000000");

    @TempDir Path directory;
    private LayerStore store;
    private Path canary;

    @BeforeEach
    void open() throws IOException {
        store = LayerStore.open(directory.resolve("layers"));
        canary = Files.createDirectory(directory.resolve("canary"));
        Files.writeString(canary.resolve("secret"), "host");
    }

    @AfterEach
    void theHostIsUntouched() throws IOException {
        try (var files = Files.list(canary)) {
            assertThat(files).containsExactly(canary.resolve("secret"));
        }
        assertThat(canary.resolve("secret")).hasContent("host");
        assertThat(Files.getAttribute(canary.resolve("secret"), "unix:nlink")).isEqualTo(1);
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
        TreeRemoval.remove(directory.resolve("layers"));
    }

    private Fd unpacked(Tar tar) throws IOException {
        Digest chainId = tar.unpackInto(store, "layer");
        return At.open(store.diff(chainId), OpenFlags.O_RDONLY);
    }

    private static Stat stat(Fd root, String name) throws IOException {
        return At.statx(root, Tar.latin(name), OpenFlags.AT_SYMLINK_NOFOLLOW);
    }

    private static boolean exists(Fd root, String name) {
        try {
            stat(root, name);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static String read(Fd root, String name) throws IOException {
        try (var in = At.openat(root, Tar.latin(name), OpenFlags.O_RDONLY, 0).input()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    record Bad(String what, Tar tar, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Bad bad(String what, Tar tar, String message) {
        return new Bad(what, tar.file("after", "x"), message);
    }

    static Stream<Bad> badLayers() {
        Tar file = new Tar();
        return Stream.of(
                bad("climbs", new Tar().file("../c", "x"), "leaves the root: ../c"),
                bad("climbs late", new Tar().file("a/../../c", "x"), "leaves the root"),
                bad("climbs from the top", new Tar().file("/../c", "x"), "leaves the root"),
                bad("climbs behind dots", new Tar().file(".//../c", "x"), "leaves the root"),
                bad("climbs at the end", new Tar().directory("a/../.."), "leaves the root"),
                bad("the root a file", new Tar().file(".", "x"), "root is no directory"),
                bad("the root a link", new Tar().symlink("a/..", "/"), "root is no directory"),
                bad("hard link out", new Tar().hardLink("l", "../../canary/secret"), "leaves"),
                bad("hard link absolute", new Tar().hardLink("l", "/etc/passwd"), "hard link to"),
                bad(
                        "hard link through a link",
                        new Tar().symlink("esc", "../../../canary").hardLink("l", "esc/secret"),
                        "hard link to a file that is not"),
                bad("hard link to nothing", new Tar().hardLink("l", "missing"), "hard link to"),
                bad("hard link to a directory", file.directory("d").hardLink("l", "d"), "a hard"),
                bad("hard link to the root", new Tar().hardLink("l", "."), "a hard link"),
                bad(
                        "hard link to a whiteout",
                        new Tar().file(".wh.w", "").hardLink("l", "w"),
                        "a hard link to a directory or nothing"),
                bad("whiteout of nothing", new Tar().file("a/.wh.", ""), "invalid whiteout"),
                bad("whiteout of itself", new Tar().file("a/.wh..", ""), "invalid whiteout"),
                bad("whiteout of the parent", new Tar().file(".wh...", ""), "invalid whiteout"),
                bad("below a whiteout", new Tar().file(".wh.x/y", ""), "below a whiteout"),
                bad(
                        "whiteout as device",
                        new Tar().node("w", TarEntry.Type.CHARACTER_DEVICE, 0, 0),
                        "a whiteout as a device: w"),
                bad("below a file", new Tar().file("f", "").file("f/x", ""), "a file stands"),
                bad("owner", new Tar().file("x", 0644, 1L << 32, 0, "", Map.of()), "does not fit"),
                bad("endless links", new Tar().symlink("l", "l").file("l/x", ""), "l/x"),
                bad("long name", new Tar().file("n".repeat(256), ""), "file name too long"));
    }

    @ParameterizedTest
    @MethodSource("badLayers")
    void aBadLayerIsRefusedAndLeavesNothing(Bad bad) throws IOException {
        byte[] tar = bad.tar.bytes();
        assertThatThrownBy(() ->
                        store.unpack(
                                Tar.chainId("x"),
                                Digest.of(tar),
                                null,
                                new ByteArrayInputStream(tar),
                                UnpackLimits.generous()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(bad.message);
        try (var files = Files.list(directory.resolve("layers"))) {
            assertThat(files)
                    .extracting(p -> p.getFileName().toString())
                    .containsExactlyInAnyOrder("empty", "scratch");
        }
    }

    @Test
    void namesAreCleanedInsideTheRoot() throws IOException {
        Tar tar =
                new Tar()
                        .file("./etc/x", "1")
                        .file("//etc//y", "2")
                        .file("a/../etc/z", "3")
                        .directory("./")
                        .file("x.wh.y", "4");
        try (Fd root = unpacked(tar)) {
            assertThat(read(root, "etc/x") + read(root, "etc/y") + read(root, "etc/z"))
                    .isEqualTo("123");
            assertThat(exists(root, "x.wh.y")).isTrue();
            assertThat(exists(root, "a")).isFalse();
            assertThat(At.stat(root).uid()).isEqualTo(7);
        }
    }

    @Test
    void linksOnTheWayLeadInside() throws IOException {
        Tar tar =
                new Tar()
                        .directory("run")
                        .symlink("var/run", "/run")
                        .file("var/run/x", "run")
                        .symlink("esc", canary.toString())
                        .file("esc/secret", "inside")
                        .symlink("up", "../../../../../..")
                        .file("up/made/here", "root")
                        .directory("esc2/d")
                        .symlink("dir", canary.toString())
                        .directory("dir", 0711, Map.of())
                        .hardLink("hard", "var/run/x");
        try (Fd root = unpacked(tar)) {
            assertThat(read(root, "run/x")).isEqualTo("run");
            assertThat(read(root, canary.toString().substring(1) + "/secret")).isEqualTo("inside");
            assertThat(read(root, "made/here")).isEqualTo("root");
            assertThat(stat(root, "dir").mode()).isEqualTo(Stat.S_IFDIR | 0711);
            assertThat(stat(root, "hard").inode()).isEqualTo(stat(root, "run/x").inode());
        }
    }

    @Test
    void everyByteOfANameIsKept() throws IOException {
        List<String> names =
                List.of("\u00ff\u00fe", "new\nline", "caf\u00c3\u00a9", "cafe\u00cc\u0081", " ");
        Tar tar = new Tar().file("x".repeat(255), "x").file("d/".repeat(2000) + "f", "deep");
        names.forEach(name -> tar.file("names/" + name, name));
        try (Fd root = unpacked(tar);
                Fd inside = At.openat(root, Tar.latin("names"), OpenFlags.O_RDONLY, 0)) {
            assertThat(
                            At.list(inside).stream()
                                    .map(n -> new String(n, StandardCharsets.ISO_8859_1)))
                    .containsExactlyInAnyOrderElementsOf(names);
            assertThat(exists(root, "x".repeat(255))).isTrue();
            assertThat(read(root, "d/".repeat(2000) + "f")).isEqualTo("deep");
        }
    }

    @Test
    void attributesSurviveEachOther() throws IOException {
        Map<String, byte[]> xattrs =
                Map.of(
                        "security.capability",
                        CAPABILITY,
                        "user.note",
                        new byte[] {1},
                        "trusted.overlay.redirect",
                        Tar.latin("/etc"),
                        "trusted.overlay.opaque",
                        Overlay.YES,
                        "user.overlay.opaque",
                        Overlay.YES);
        Tar tar =
                new Tar()
                        .file("bin/su", 04755, 1000, 1001, "su", xattrs)
                        .directory("sticky", 03777, xattrs)
                        .file("sticky/late", "x")
                        .node("dev/null", TarEntry.Type.CHARACTER_DEVICE, 1, 3)
                        .node("dev/loop", TarEntry.Type.BLOCK_DEVICE, 7, 300)
                        .node("pipe", TarEntry.Type.FIFO, 0, 0)
                        .symlink("link", "nowhere");
        try (Fd root = unpacked(tar);
                Fd su = At.openat(root, Tar.latin("bin/su"), OpenFlags.O_PATH, 0)) {
            Stat stat = At.stat(su);
            assertThat(stat.permissions()).isEqualTo(04755);
            assertThat(stat.uid() + ":" + stat.gid()).isEqualTo("1000:1001");
            assertThat(stat.modified()).isEqualTo(Tar.TIME);
            assertThat(Xattrs.get(su, "security.capability")).contains(CAPABILITY);
            assertThat(Xattrs.list(su)).containsOnly("security.capability", "user.note");
            assertThat(stat(root, "bin").permissions()).isEqualTo(0755);
            assertThat(stat(root, "sticky").permissions()).isEqualTo(03777);
            assertThat(stat(root, "sticky").modified()).isEqualTo(Tar.TIME);
            assertThat(stat(root, "dev/null").special()).isEqualTo(new Stat.Device(1, 3));
            assertThat(stat(root, "dev/loop").special()).isEqualTo(new Stat.Device(7, 300));
            assertThat(stat(root, "pipe").mode()).isEqualTo(Stat.S_IFIFO | 0640);
            assertThat(stat(root, "link").modified()).isEqualTo(Tar.TIME);
        }
    }

    @Test
    void laterEntriesReplaceEarlierOnes() throws IOException {
        Tar tar =
                new Tar()
                        .file("a", "file")
                        .directory("a")
                        .file("a/x", "x")
                        .directory("b")
                        .file("b/deep/y", "y")
                        .file("b", "now a file")
                        .symlink("c", "b")
                        .file("c", "no link")
                        .directory("d", 0700, Map.of())
                        .file("d/kept", "kept")
                        .directory("d", 0711, Map.of())
                        .file("e", "1")
                        .hardLink("e", "e")
                        .file("f", "1")
                        .hardLink("f", "e")
                        .file("g", "stays")
                        .file(".wh.g", "");
        try (Fd root = unpacked(tar)) {
            assertThat(read(root, "a/x")).isEqualTo("x");
            assertThat(read(root, "b")).isEqualTo("now a file");
            assertThat(read(root, "c")).isEqualTo("no link");
            assertThat(read(root, "d/kept")).isEqualTo("kept");
            assertThat(stat(root, "d").permissions()).isEqualTo(0711);
            assertThat(stat(root, "e").links()).isEqualTo(2);
            assertThat(stat(root, "f").inode()).isEqualTo(stat(root, "e").inode());
            assertThat(read(root, "g")).isEqualTo("stays");
        }
    }

    @Test
    void notesOfAufsArePassedOver() throws IOException {
        Tar tar =
                new Tar()
                        .file(".wh..wh.aufs", "")
                        .directory(".wh..wh.plnk")
                        .file(".wh..wh.plnk/12.3", "x")
                        .file(".wh..wh.orph/x/y", "x");
        try (Fd root = unpacked(tar)) {
            assertThat(At.list(root)).isEmpty();
        }
    }

    @Test
    void holesStayHoles() throws Exception {
        Path sparse = Files.createDirectory(directory.resolve("sparse"));
        String script =
                "truncate -s 3G s && printf end >> s && printf start | dd of=s conv=notrunc";
        run(sparse, "sh", "-ec", script);
        run(sparse, "tar", "-S", "-cf", "s.tar", "s");
        byte[] tar = Files.readAllBytes(sparse.resolve("s.tar"));
        TreeRemoval.remove(sparse);
        Digest chainId = Tar.chainId("sparse");
        UnpackLimits small = new UnpackLimits(1 << 20, 10);
        Layer layer =
                store.unpack(chainId, Digest.of(tar), null, new ByteArrayInputStream(tar), small);
        assertThat(layer.size()).isEqualTo((3L << 30) + 3);
        try (Fd root = At.open(store.diff(chainId), OpenFlags.O_RDONLY);
                Fd file = At.openat(root, Tar.latin("s"), OpenFlags.O_RDONLY, 0)) {
            Stat stat = At.stat(file);
            byte[] end = new byte[10];
            assertThat(stat.size()).isEqualTo((3L << 30) + 3);
            assertThat(stat.blocks()).isLessThan(100);
            assertThat(file.read(3L << 30, end, 0, 10)).isEqualTo(3);
            assertThat(Arrays.copyOf(end, 3)).isEqualTo(Tar.latin("end"));
        }
    }

    private static void run(Path where, String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void limitsAreKept() {
        byte[] tar = new Tar().file("a", "x".repeat(5000)).file("b", "x").bytes();
        for (UnpackLimits limits :
                List.of(new UnpackLimits(4000, 10), new UnpackLimits(1 << 20, 1))) {
            assertThatThrownBy(() ->
                            store.unpack(
                                    Tar.chainId("x"),
                                    Digest.of(tar),
                                    null,
                                    new ByteArrayInputStream(tar),
                                    limits))
                    .isInstanceOf(MalformedArchiveException.class)
                    .hasMessageContaining("more than");
        }
        assertThat(directory.resolve("layers").toFile().list()).hasSize(2);
    }

    @Test
    void layersAreUnpackedAtTheSameTimeAlsoTheSameOne() throws Exception {
        try (Tasks tasks = Tasks.open("unpack")) {
            for (int i = 0; i < 24; i++) {
                String chain = "layer " + i % 8;
                tasks.fork(() -> new Tar().file("f", chain).unpackInto(store, chain));
            }
            tasks.join();
        }
        assertThat(store.all()).hasSize(8);
        assertThat(LayerStore.open(directory.resolve("layers")).all()).isEqualTo(store.all());
        assertThat(directory.resolve("layers").toFile().list()).hasSize(10);
    }
}
