package dev.gantry.engine.volume;

import dev.gantry.engine.EngineException;
import dev.gantry.oci.layer.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/// What a volume holds, taken out, brought in and copied as a whole. Files that containers change
/// meanwhile are copied as they are found.
public final class VolumeContents {
    /// Names the volume that a snapshot was taken of.
    public static final String SNAPSHOT_OF = "dev.gantry.volume.snapshot-of";

    private final Volumes volumes;

    public VolumeContents(Volumes volumes) {
        this.volumes = volumes;
    }

    /// Writes the content as a tar archive.
    public void export(String name, OutputStream out) throws IOException {
        volumes.with(name, () -> volumes.store().export(name, out));
    }

    /// Makes a volume of a tar archive, which may be compressed.
    public VolumeDocument importAs(VolumeRequest request, InputStream archive) throws IOException {
        return volumes.make(
                request,
                () -> {
                    try (InputStream tar = Compression.decompress(archive)) {
                        volumes.store().importTo(request.name(), tar);
                    }
                });
    }

    /// Makes a volume with the same content and labels.
    ///
    /// @param progress told the bytes copied so far
    public VolumeDocument copy(String name, String newName, LongConsumer progress)
            throws IOException {
        return copy(name, newName, Map.of(), progress);
    }

    /// Makes a volume that keeps what another holds now.
    public VolumeDocument snapshot(String name, String newName, LongConsumer progress)
            throws IOException {
        return copy(name, newName, Map.of(SNAPSHOT_OF, name), progress);
    }

    private VolumeDocument copy(
            String name, String newName, Map<String, String> more, LongConsumer progress)
            throws IOException {
        Map<String, String> labels = new HashMap<>(volumes.require(name).labels());
        labels.remove(VolumeDocument.ANONYMOUS);
        labels.putAll(more);
        VolumeRequest request = VolumeRequest.of(newName, "", Map.of(), labels);
        return volumes.make(
                request,
                () ->
                        volumes.with(
                                name,
                                () -> volumes.store().cloneTo(name, request.name(), progress)));
    }

    /// Makes a volume's content again what a snapshot has. Nobody may run with it.
    public void restore(String name, String snapshot, LongConsumer progress) throws IOException {
        VolumeDocument from = volumes.require(snapshot);
        if (!volumes.require(name).options().isEmpty()) {
            throw EngineException.invalid(
                    "restore %s: it is a mount of another file system".formatted(name));
        }
        volumes.withUnused(
                name, "restore", () -> volumes.store().restore(from.name(), name, progress));
    }
}
