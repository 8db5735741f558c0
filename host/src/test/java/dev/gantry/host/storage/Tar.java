package dev.gantry.host.storage;

import dev.gantry.oci.Digest;
import dev.gantry.oci.layer.TarEntry;
import dev.gantry.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/// An archive being written for a test. Names are Latin-1, so that every byte can be said.
final class Tar {
    static final Instant TIME = Instant.parse("2020-02-02T02:02:02Z");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter writer = new TarWriter(bytes);

    Tar file(String name, String content) {
        return file(name, 0644, content);
    }

    Tar file(String name, int mode, String content) {
        return file(name, mode, 0, 0, content, Map.of());
    }

    Tar file(
            String name, int mode, long uid, long gid, String content, Map<String, byte[]> xattrs) {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        return put(
                entry(name, TarEntry.Type.FILE, mode, uid, gid, text.length, "", 0, 0, xattrs),
                text);
    }

    Tar directory(String name) {
        return directory(name, 0755, Map.of());
    }

    Tar directory(String name, int mode, Map<String, byte[]> xattrs) {
        return put(
                entry(name, TarEntry.Type.DIRECTORY, mode, 7, 8, 0, "", 0, 0, xattrs), new byte[0]);
    }

    Tar symlink(String name, String target) {
        return put(
                entry(name, TarEntry.Type.SYMLINK, 0777, 0, 0, 0, target, 0, 0, Map.of()),
                new byte[0]);
    }

    Tar hardLink(String name, String target) {
        return put(
                entry(name, TarEntry.Type.HARDLINK, 0644, 0, 0, 0, target, 0, 0, Map.of()),
                new byte[0]);
    }

    Tar node(String name, TarEntry.Type type, int major, int minor) {
        return put(entry(name, type, 0640, 0, 0, 0, "", major, minor, Map.of()), new byte[0]);
    }

    private static TarEntry entry(
            String name,
            TarEntry.Type type,
            int mode,
            long uid,
            long gid,
            long size,
            String target,
            int major,
            int minor,
            Map<String, byte[]> xattrs) {
        return new TarEntry(
                latin(name),
                type,
                mode,
                uid,
                gid,
                size,
                TIME,
                latin(target),
                major,
                minor,
                xattrs,
                null);
    }

    private Tar put(TarEntry entry, byte[] content) {
        try {
            writer.put(entry, new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    byte[] bytes() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    Digest unpackInto(LayerStore store, String chain) throws IOException {
        byte[] archive = bytes();
        Digest chainId = chainId(chain);
        InputStream in = new ByteArrayInputStream(archive);
        store.unpack(chainId, Digest.of(archive), null, in, UnpackLimits.generous());
        return chainId;
    }

    static Digest chainId(String name) {
        return Digest.of(latin(name));
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
