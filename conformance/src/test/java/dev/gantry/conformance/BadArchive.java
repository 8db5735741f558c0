package dev.gantry.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Archives of `docker save` with one layer that is up to something.
final class BadArchive {
    /// What is wrong with it.
    enum Trick {
        DOTS,
        HARD_LINK_OUTSIDE,
        ABSOLUTE_HARD_LINK,
        WHITEOUT_OF_PARENT,
        WHITEOUT_WITHOUT_NAME,
        WRONG_DIFF_ID
    }

    private BadArchive() {}

    static byte[] good() throws IOException {
        return archive(layer(null), null);
    }

    static byte[] with(Trick trick) throws IOException {
        return archive(
                layer(trick),
                trick == Trick.WRONG_DIFF_ID ? Digest.of("other".getBytes(UTF_8)) : null);
    }

    /// A layer that writes through a link to the host's directory: inside the image, to those who
    /// resolve links there.
    static byte[] throughALink() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            put(tar, "echo", TarEntry.Type.FILE, 0755, busybox(), "");
            put(tar, "tmp", TarEntry.Type.DIRECTORY, 0755, null, "");
            put(tar, "out", TarEntry.Type.SYMLINK, 0777, null, "/tmp");
            put(tar, "up", TarEntry.Type.SYMLINK, 0777, null, "../../../../tmp");
            put(tar, "out/gantry-escaped", TarEntry.Type.FILE, 0644, new byte[1], "");
            put(tar, "up/gantry-escaped", TarEntry.Type.FILE, 0644, new byte[2], "");
        }
        return archive(out.toByteArray(), null);
    }

    private static byte[] layer(@Nullable Trick trick) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            put(tar, "echo", TarEntry.Type.FILE, 0755, busybox(), "");
            if (trick == null) {
                put(tar, "a/../b", TarEntry.Type.FILE, 0644, new byte[1], "");
                put(tar, "link", TarEntry.Type.SYMLINK, 0777, null, "/echo");
                put(tar, "hard", TarEntry.Type.HARDLINK, 0755, null, "echo");
                put(tar, ".wh.gone", TarEntry.Type.FILE, 0644, new byte[0], "");
                return finish(tar, out);
            }
            switch (trick) {
                case DOTS ->
                        put(
                                tar,
                                "../../tmp/gantry-escaped",
                                TarEntry.Type.FILE,
                                0644,
                                new byte[1],
                                "");
                case HARD_LINK_OUTSIDE ->
                        put(tar, "x", TarEntry.Type.HARDLINK, 0644, null, "../../../etc/passwd");
                case ABSOLUTE_HARD_LINK -> // counts from the image's root, which has no such file
                        put(tar, "x", TarEntry.Type.HARDLINK, 0644, null, "/etc/passwd");
                case WHITEOUT_OF_PARENT ->
                        put(tar, "d/.wh...", TarEntry.Type.FILE, 0644, new byte[0], "");
                case WHITEOUT_WITHOUT_NAME ->
                        put(tar, ".wh.", TarEntry.Type.FILE, 0644, new byte[0], "");
                case WRONG_DIFF_ID -> {}
            }
            return finish(tar, out);
        }
    }

    private static byte[] finish(TarWriter tar, ByteArrayOutputStream out) throws IOException {
        tar.close();
        return out.toByteArray();
    }

    /// busybox does what it is called.
    private static byte[] busybox() throws IOException {
        return Files.readAllBytes(Path.of("/bin/busybox"));
    }

    private static byte[] archive(byte[] layer, @Nullable Digest diffId) throws IOException {
        ImageConfig.Run run =
                new ImageConfig.Run(
                        null,
                        null,
                        null,
                        null,
                        List.of("/echo", "fine"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null);
        ImageConfig config =
                ImageConfig.of(
                        Platform.current(),
                        Instant.EPOCH,
                        run,
                        List.of(diffId == null ? Digest.of(layer) : diffId),
                        List.of());
        JsonValue manifest =
                Json.tree(
                        List.of(
                                JsonValue.object()
                                        .put("Config", "config.json")
                                        .put("RepoTags", List.of("tricky:latest"))
                                        .put("Layers", List.of("layer.tar"))
                                        .build()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            put(tar, "config.json", TarEntry.Type.FILE, 0644, config.bytes(), "");
            put(tar, "layer.tar", TarEntry.Type.FILE, 0644, layer, "");
            put(tar, "manifest.json", TarEntry.Type.FILE, 0644, Json.bytes(manifest), "");
        }
        return out.toByteArray();
    }

    private static void put(
            TarWriter tar,
            String name,
            TarEntry.Type type,
            int mode,
            byte @Nullable [] content,
            String link)
            throws IOException {
        InputStream in = content == null ? null : new ByteArrayInputStream(content);
        tar.put(
                new TarEntry(
                        name.getBytes(UTF_8),
                        type,
                        mode,
                        0,
                        0,
                        content == null ? 0 : content.length,
                        Instant.EPOCH,
                        link.getBytes(UTF_8),
                        0,
                        0,
                        Map.of(),
                        null),
                in);
    }
}
