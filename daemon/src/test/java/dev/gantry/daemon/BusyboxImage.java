package dev.gantry.daemon;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// `busybox:latest` as `docker save` would write it, of this machine's busybox.
final class BusyboxImage {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(out);

    private BusyboxImage() {}

    static byte[] archive() throws IOException {
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
        JsonValue image =
                JsonValue.object()
                        .put("Config", "config.json")
                        .put("RepoTags", List.of("busybox:latest"))
                        .put("Layers", List.of("layer.tar"))
                        .build();
        BusyboxImage archive = new BusyboxImage();
        archive.put("config.json", TarEntry.Type.FILE, config.bytes(), "");
        archive.put("layer.tar", TarEntry.Type.FILE, layer, "");
        archive.put("manifest.json", TarEntry.Type.FILE, Json.bytes(List.of(image)), "");
        return archive.bytes();
    }

    private static byte[] layer() throws IOException {
        BusyboxImage layer = new BusyboxImage();
        for (String directory : List.of("bin", "etc", "tmp")) {
            layer.put(directory, TarEntry.Type.DIRECTORY, null, "");
        }
        layer.put(
                "bin/busybox", TarEntry.Type.FILE, Files.readAllBytes(Path.of("/bin/busybox")), "");
        for (String applet : List.of("sh", "cat", "sleep", "echo", "touch")) {
            layer.put("bin/" + applet, TarEntry.Type.SYMLINK, null, "busybox");
        }
        return layer.bytes();
    }

    private byte[] bytes() throws IOException {
        tar.close();
        return out.toByteArray();
    }

    private void put(String name, TarEntry.Type type, byte[] content, String link)
            throws IOException {
        tar.put(
                new TarEntry(
                        name.getBytes(UTF_8),
                        type,
                        0755,
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
