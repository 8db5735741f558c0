package dev.gantry.engine;

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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A `docker save` archive of an image with busybox and nothing else.
public final class BusyboxArchive {
    private BusyboxArchive() {}

    public static void write(Path file) throws IOException {
        byte[] layer = layer();
        ImageConfig.Run run =
                new ImageConfig.Run(
                        null,
                        null,
                        List.of("PATH=/bin"),
                        null,
                        List.of("sh"),
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
                        List.of(Digest.of(layer)),
                        List.of());
        JsonValue manifest =
                Json.tree(
                        List.of(
                                JsonValue.object()
                                        .put("Config", "config.json")
                                        .put("RepoTags", List.of("busybox:latest"))
                                        .put("Layers", List.of("layer.tar"))
                                        .build()));
        try (OutputStream out = Files.newOutputStream(file);
                TarWriter tar = new TarWriter(out)) {
            put(tar, "config.json", TarEntry.Type.FILE, 0644, config.bytes(), "");
            put(tar, "layer.tar", TarEntry.Type.FILE, 0644, layer, "");
            put(tar, "manifest.json", TarEntry.Type.FILE, 0644, Json.bytes(manifest), "");
        }
    }

    private static byte[] layer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (String directory : List.of("bin", "etc", "tmp", "root")) {
                put(tar, directory, TarEntry.Type.DIRECTORY, 0755, null, "");
            }
            put(
                    tar,
                    "bin/busybox",
                    TarEntry.Type.FILE,
                    0755,
                    Files.readAllBytes(Path.of("/bin/busybox")),
                    "");
            for (String applet :
                    List.of("sh", "cat", "sleep", "id", "ping", "ip", "sed", "echo", "ls")) {
                put(tar, "bin/" + applet, TarEntry.Type.SYMLINK, 0777, null, "busybox");
            }
            byte[] passwd =
                    "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n"
                            .getBytes(UTF_8);
            put(tar, "etc/passwd", TarEntry.Type.FILE, 0644, passwd, "");
            put(tar, "etc/group", TarEntry.Type.FILE, 0644, "root:x:0:\n".getBytes(UTF_8), "");
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
                content == null ? null : new ByteArrayInputStream(content));
    }
}
