package dev.gantry.cli.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives as a hostile daemon would send them, and what an honest one sends.
class LocalUnpackTest {
    private static final Instant LONG_AGO = Instant.ofEpochSecond(1_000_000_000, 123_000_000);

    @TempDir Path home;
    private Path target;
    private Path canary;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(bytes);

    @BeforeEach
    void canary() throws IOException {
        target = Files.createDirectory(home.resolve("target"));
        canary = Files.createDirectory(home.resolve("canary"));
        Files.writeString(canary.resolve("song"), "tweet");
        Files.setLastModifiedTime(canary, FileTime.from(LONG_AGO));
    }

    private void put(String name, TarEntry.Type type, String linkOrContent) throws IOException {
        byte[] text = linkOrContent.getBytes(UTF_8);
        boolean isFile = type == TarEntry.Type.FILE;
        tar.put(
                new TarEntry(
                        name.getBytes(UTF_8),
                        type,
                        type == TarEntry.Type.DIRECTORY ? 0750 : 0640,
                        12345,
                        12345,
                        isFile ? text.length : 0,
                        LONG_AGO,
                        isFile ? new byte[0] : text,
                        0,
                        0,
                        Map.of(),
                        null),
                isFile ? new ByteArrayInputStream(text) : null);
    }

    private void unpack(String sent, String name) throws IOException {
        tar.close();
        LocalUnpack.unpack(
                new ByteArrayInputStream(bytes.toByteArray()),
                sent,
                new Placement(target.toString(), name));
    }

    private void assertCanaryLives() throws IOException {
        assertThat(canary.resolve("song")).hasContent("tweet");
        assertThat(Files.getLastModifiedTime(canary).toInstant()).isEqualTo(LONG_AGO);
        try (Stream<Path> files = Files.list(canary)) {
            assertThat(files).hasSize(1);
        }
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).hasSize(2);
        }
    }

    private void assertRefused(String message) throws IOException {
        assertThatThrownBy(() -> unpack(".", "")).hasMessageContaining(message);
        assertCanaryLives();
    }

    @Test
    void namesThatClimbAreRefused() throws IOException {
        put("a/../../canary/song", TarEntry.Type.FILE, "gone");
        assertRefused("not part of what was asked for");
    }

    @Test
    void absoluteNamesLandBelow() throws IOException {
        put(canary.resolve("song").toString(), TarEntry.Type.FILE, "here");
        unpack(".", "");
        assertThat(Path.of(target + canary.resolve("song").toString())).hasContent("here");
        assertCanaryLives();
    }

    @Test
    void filesThroughLinksOfTheArchiveAreRefused() throws IOException {
        put("out", TarEntry.Type.SYMLINK, canary.toString());
        put("out/song", TarEntry.Type.FILE, "gone");
        assertRefused("leads out of");
    }

    @Test
    void filesThroughLinksThatClimbAreRefused() throws IOException {
        put("out", TarEntry.Type.SYMLINK, "../canary");
        put("out/new", TarEntry.Type.DIRECTORY, "");
        assertRefused("leads out of");
    }

    @Test
    void hardLinksToWhatLiesOutsideAreRefused() throws IOException {
        put("out", TarEntry.Type.SYMLINK, canary.toString());
        put("stolen", TarEntry.Type.HARDLINK, "out/song");
        assertRefused("leads out of");
    }

    @Test
    void aHardLinkToALinkIsNotFollowed() throws IOException {
        put("out", TarEntry.Type.SYMLINK, canary.resolve("song").toString());
        put("again", TarEntry.Type.HARDLINK, "out");
        put("again", TarEntry.Type.FILE, "new");
        unpack(".", "");
        assertThat(target.resolve("again")).hasContent("new");
        assertCanaryLives();
    }

    @Test
    void aDirectoryInPlaceOfALinkIsNotChmodded() throws IOException {
        Files.createSymbolicLink(target.resolve("out"), canary);
        put("out", TarEntry.Type.DIRECTORY, "");
        assertRefused("cannot overwrite non-directory");
    }

    @Test
    void aLinkPutInPlaceOfADirectoryOfTheArchiveDoesNotMoveItsMode() throws IOException {
        put("d", TarEntry.Type.DIRECTORY, "");
        put("d", TarEntry.Type.SYMLINK, canary.toString());
        assertRefused("cannot overwrite directory");
    }

    @Test
    void whatWasNotAskedForIsRefused() throws IOException {
        put("file", TarEntry.Type.FILE, "asked for");
        put(".bashrc", TarEntry.Type.FILE, "evil");
        assertThatThrownBy(() -> unpack("file", "file"))
                .hasMessageContaining(".bashrc, which is not part of what was asked for");
        assertThat(target.resolve(".bashrc")).doesNotExist();
    }

    @Test
    void aFileReplacesALinkAndNotWhatItLeadsTo() throws IOException {
        Files.createSymbolicLink(target.resolve("f"), canary.resolve("song"));
        put("f", TarEntry.Type.FILE, "new");
        unpack("f", "f");
        assertThat(target.resolve("f")).isRegularFile().hasContent("new");
        assertCanaryLives();
    }

    @Test
    void linksThatStayInsideAreFollowed() throws IOException {
        put("run", TarEntry.Type.DIRECTORY, "");
        put("var", TarEntry.Type.DIRECTORY, "");
        put("var/run", TarEntry.Type.SYMLINK, "../run");
        put("var/run/pid", TarEntry.Type.FILE, "1");
        unpack(".", "");
        assertThat(target.resolve("run/pid")).hasContent("1");
    }

    @Test
    void aTreeKeepsModesTimesAndLinksUnderItsNewName() throws IOException {
        put("d", TarEntry.Type.DIRECTORY, "");
        put("d/f", TarEntry.Type.FILE, "text");
        put("d/hard", TarEntry.Type.HARDLINK, "d/f");
        put("d/link", TarEntry.Type.SYMLINK, "/nowhere");
        unpack("d", "new");
        Path made = target.resolve("new");
        assertThat(made.resolve("f")).hasContent("text");
        assertThat(Files.getAttribute(made.resolve("f"), "unix:ino"))
                .isEqualTo(Files.getAttribute(made.resolve("hard"), "unix:ino"));
        assertThat(Files.readSymbolicLink(made.resolve("link"))).hasToString("/nowhere");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwxr-x---");
        assertThat(Files.getLastModifiedTime(made).toInstant()).isEqualTo(LONG_AGO);
        assertThat(
                        Files.getLastModifiedTime(made.resolve("link"), LinkOption.NOFOLLOW_LINKS)
                                .toInstant())
                .isEqualTo(LONG_AGO);
    }

    @Test
    void whatIsPackedIsUnpackedAsItWas() throws IOException {
        Path from = Files.createDirectory(home.resolve("target/from"));
        Files.writeString(from.resolve("f"), "text");
        Files.createLink(from.resolve("hard"), from.resolve("f"));
        Files.createSymbolicLink(from.resolve("link"), Path.of("f"));
        Files.createDirectories(from.resolve("deep/er"));
        LocalPack.pack(LocalSource.of(from + "/.", false), "copy", bytes);
        LocalUnpack.unpack(
                new ByteArrayInputStream(bytes.toByteArray()),
                "copy",
                new Placement(target.toString(), "copy"));
        assertThat(target.resolve("copy/link")).hasContent("text");
        assertThat(target.resolve("copy/deep/er")).isDirectory();
        assertThat(Files.getAttribute(target.resolve("copy/f"), "unix:nlink")).isEqualTo(2);
    }
}
