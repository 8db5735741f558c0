package dev.gantry.engine.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.Engine;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.Progress;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the first images into the store, once in the life of a data root: who removes them does not
/// get them back.
public final class BuiltinImages {
    private static final Logger LOG = LoggerFactory.getLogger(BuiltinImages.class);
    private static final String DONE = "builtin-images-1";

    /// The moment all files of these images carry, so that the same contents have the same ids.
    private static final Instant BORN = Instant.parse("2026-01-01T00:00:00Z");

    private static final String PATH =
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private BuiltinImages() {}

    public static void ensure(Engine engine) throws IOException, InterruptedException {
        if (engine.isDone(DONE)) {
            return;
        }
        hello(engine.images());
        Path busybox = Path.of("/bin/busybox");
        if (Files.isExecutable(busybox)) {
            busybox(engine.images(), busybox);
        } else {
            LOG.warn(
                    "gantry/busybox is not made: /bin/busybox is missing (package busybox-static)");
        }
        engine.markDone(DONE);
    }

    private static void hello(Images images) throws IOException, InterruptedException {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(layer)) {
            byte[] program = HelloProgram.of(Platform.current().architecture());
            put(tar, "hello", TarEntry.Type.FILE, 0755, program, "");
        }
        load(images, "gantry/hello:latest", layer.toByteArray(), List.of("/hello"));
    }

    private static void busybox(Images images, Path program)
            throws IOException, InterruptedException {
        byte[] content = Files.readAllBytes(program);
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(layer)) {
            for (String directory :
                    List.of("bin", "dev", "etc", "home", "proc", "sys", "usr", "usr/bin", "var")) {
                put(tar, directory, TarEntry.Type.DIRECTORY, 0755, null, "");
            }
            put(tar, "root", TarEntry.Type.DIRECTORY, 0700, null, "");
            put(tar, "tmp", TarEntry.Type.DIRECTORY, 01777, null, "");
            put(tar, "bin/busybox", TarEntry.Type.FILE, 0755, content, "");
            for (String applet : BusyboxApplets.in(content)) {
                put(tar, "bin/" + applet, TarEntry.Type.SYMLINK, 0777, null, "busybox");
            }
            put(tar, "usr/bin/env", TarEntry.Type.SYMLINK, 0777, null, "../../bin/busybox");
            put(tar, "etc/passwd", TarEntry.Type.FILE, 0644, PASSWD.getBytes(UTF_8), "");
            put(tar, "etc/group", TarEntry.Type.FILE, 0644, GROUP.getBytes(UTF_8), "");
        }
        load(images, "gantry/busybox:latest", layer.toByteArray(), List.of("sh"));
    }

    private static final String PASSWD =
            """
            root:x:0:0:root:/root:/bin/sh
            daemon:x:1:1:daemon:/usr/sbin:/bin/false
            bin:x:2:2:bin:/bin:/bin/false
            sys:x:3:3:sys:/dev:/bin/false
            www-data:x:33:33:www-data:/var/www:/bin/false
            nobody:x:65534:65534:nobody:/home:/bin/false
            """;

    private static final String GROUP =
            """
            root:x:0:
            daemon:x:1:
            bin:x:2:
            sys:x:3:
            adm:x:4:
            tty:x:5:
            wheel:x:10:root
            www-data:x:33:
            users:x:100:
            nogroup:x:65534:
            """;

    private static void load(Images images, String name, byte[] layer, List<String> cmd)
            throws IOException, InterruptedException {
        ImageConfig.Run run =
                new ImageConfig.Run(
                        null,
                        null,
                        List.of(PATH),
                        null,
                        cmd,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null);
        ImageConfig.History history =
                new ImageConfig.History(BORN, "composed by the engine", null, null, false);
        ImageConfig config =
                ImageConfig.of(
                        Platform.current(), BORN, run, List.of(Digest.of(layer)), List.of(history));
        JsonValue manifest =
                Json.tree(
                        List.of(
                                JsonValue.object()
                                        .put("Config", "config.json")
                                        .put("RepoTags", List.of(name))
                                        .put("Layers", List.of("layer.tar"))
                                        .build()));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(archive)) {
            put(tar, "config.json", TarEntry.Type.FILE, 0644, config.bytes(), "");
            put(tar, "layer.tar", TarEntry.Type.FILE, 0644, layer, "");
            put(tar, "manifest.json", TarEntry.Type.FILE, 0644, Json.bytes(manifest), "");
        }
        images.load(new ByteArrayInputStream(archive.toByteArray()), Progress.NONE);
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
                        BORN,
                        link.getBytes(UTF_8),
                        0,
                        0,
                        Map.of(),
                        null),
                content == null ? null : new ByteArrayInputStream(content));
    }
}
