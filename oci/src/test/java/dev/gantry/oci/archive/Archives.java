package dev.gantry.oci.archive;

import dev.gantry.oci.Digest;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarLimits;
import dev.gantry.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Archives of images made by hand, entry by entry.
final class Archives {

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    Archives file(String name, String content) {
        return file(name, bytes(content));
    }

    Archives file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /// A file under the name of its digest.
    Archives blob(byte[] content) {
        return file("blobs/sha256/" + Digest.of(content).hex(), content);
    }

    Archives link(String name, String target) {
        links.put(name, target);
        return this;
    }

    Archives without(String name) {
        files.remove(name);
        return this;
    }

    byte[] tar() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (Map.Entry<String, String> link : links.entrySet()) {
                tar.put(
                        new TarEntry(
                                bytes(link.getKey()),
                                TarEntry.Type.SYMLINK,
                                0777,
                                0,
                                0,
                                0,
                                Instant.EPOCH,
                                bytes(link.getValue()),
                                0,
                                0,
                                Map.of(),
                                null),
                        null);
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                tar.put(file.getKey(), 0644, Instant.EPOCH, file.getValue());
            }
        }
        return out.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] layer(String file) throws IOException {
        return new Archives().file(file, "content of " + file).tar();
    }

    static ImageConfig config(Platform platform, byte[]... layers) {
        List<Digest> diffIds = java.util.Arrays.stream(layers).map(Digest::of).toList();
        return ImageConfig.of(platform, Instant.EPOCH, ImageConfig.Run.NOTHING, diffIds, List.of());
    }

    static List<ArchivedImage> read(byte[] archive, BlobStore blobs) throws IOException {
        return ImageArchives.read(
                new ByteArrayInputStream(archive), blobs, TarLimits.of(1 << 30), null, _ -> {});
    }

    /// Runs a shell command in a directory and gives what it prints.
    static byte[] shell(Path directory, String command) throws Exception {
        Process process =
                new ProcessBuilder("bash", "-ec", command)
                        .directory(directory.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException("exit " + process.exitValue() + ": " + command);
        }
        return out;
    }
}
