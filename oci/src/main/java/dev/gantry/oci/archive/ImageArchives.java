package dev.gantry.oci.archive;

import dev.gantry.base.JsonException;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.layer.Compression;
import dev.gantry.oci.layer.MalformedArchiveException;
import dev.gantry.oci.layer.TarLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads and writes archives of images.
public final class ImageArchives {
    private ImageArchives() {}

    /// Reads an archive of `docker save` since Docker 1.10 or of an OCI image layout, compressed or
    /// not, and closes it.
    ///
    /// Blobs that came before something turned out to be wrong, and blobs no image needs, stay in
    /// the store for whoever collects what is not used.
    ///
    /// @param platform to take of images that are there for several; `null` for all
    /// @param before told of each blob before it goes into the store
    /// @throws MalformedArchiveException saying what is wrong with the archive
    public static List<ArchivedImage> read(
            InputStream in,
            BlobStore blobs,
            TarLimits limits,
            @Nullable Platform platform,
            Consumer<Digest> before)
            throws IOException {
        ArchiveContents contents =
                ArchiveContents.read(Compression.decompress(in), blobs, limits, before);
        try {
            OciLayout layout = OciLayout.of(contents, platform);
            return contents.has(DockerArchive.MANIFEST)
                    ? new DockerArchive(contents, layout, platform).images()
                    : layout.images();
        } catch (JsonException | IllegalArgumentException e) {
            throw new MalformedArchiveException("invalid archive: " + e.getMessage(), e);
        }
    }

    /// Writes images as Docker 28 saves them: an OCI image layout that older programs can read as
    /// well. Closing `out` is left to the caller.
    public static void write(OutputStream out, BlobStore blobs, List<SavedImage> images)
            throws IOException {
        new ArchiveWriter(blobs, images).write(out);
    }
}
