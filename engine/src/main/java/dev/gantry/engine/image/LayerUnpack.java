package dev.gantry.engine.image;

import dev.gantry.base.Tasks;
import dev.gantry.host.storage.LayerStore;
import dev.gantry.host.storage.UnpackLimits;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.blob.OutOfSpaceException;
import dev.gantry.oci.layer.Compression;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Unpacks the layers of images from their blobs, several at a time.
final class LayerUnpack {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final Semaphore atOnce =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    LayerUnpack(BlobStore blobs, LayerStore layers) {
        this.blobs = blobs;
        this.layers = layers;
    }

    /// Checks that manifest and configuration speak of the same layers.
    static void requireSameLayers(Document.Manifest manifest, ImageConfig config)
            throws MalformedArchiveException {
        if (manifest.layers().size() != config.diffIds().size()) {
            throw new MalformedArchiveException(
                    "the manifest has %d layers and the configuration %d"
                            .formatted(manifest.layers().size(), config.diffIds().size()));
        }
    }

    /// All layers of an image whose blobs are there.
    ///
    /// @return the bytes of the unpacked layers
    long all(Document.Manifest manifest, ImageConfig config, Progress progress)
            throws IOException, InterruptedException {
        requireSameLayers(manifest, config);
        try (Tasks tasks = Tasks.open("unpack")) {
            for (int i = 0; i < config.diffIds().size(); i++) {
                int index = i;
                tasks.fork(() -> {
                    one(manifest.layers().get(index), config, index, progress);
                    return null;
                });
            }
            tasks.join();
        }
        return size(config);
    }

    long size(ImageConfig config) {
        return config.chain().stream()
                .flatMap(chainId -> layers.find(chainId).stream())
                .mapToLong(layer -> layer.size())
                .sum();
    }

    /// One layer, unless it is there already.
    void one(Descriptor blob, ImageConfig config, int index, Progress progress)
            throws IOException, InterruptedException {
        List<Digest> chain = config.chain();
        if (layers.has(chain.get(index))) {
            return;
        }
        unpack(() -> blobs.open(blob.digest()), blob, config, index, progress);
    }

    /// Opens a layer's blob.
    interface Source {
        InputStream open() throws IOException;
    }

    /// One layer, out of a blob that may still be on its way.
    void unpack(Source source, Descriptor blob, ImageConfig config, int index, Progress progress)
            throws IOException, InterruptedException {
        List<Digest> chain = config.chain();
        String id = blob.digest().shortHex();
        atOnce.acquire();
        try (InputStream counted = new Counted(source.open(), id, blob.size(), progress);
                InputStream tar =
                        Compression.decompress(new BufferedInputStream(counted, 128 * 1024))) {
            layers.unpack(
                    chain.get(index),
                    config.diffIds().get(index),
                    index == 0 ? null : chain.get(index - 1),
                    tar,
                    UnpackLimits.generous());
        } catch (IOException e) {
            throw OutOfSpaceException.explained(e, blobs.directory(), blob.size());
        } finally {
            atOnce.release();
        }
    }

    /// Whether a layer is there already.
    boolean has(ImageConfig config, int index) {
        return layers.has(config.chain().get(index));
    }

    /// Reports how much of a blob has been read.
    private static final class Counted extends FilterInputStream {
        private static final long STEP = 512 * 1024;

        private final String id;
        private final long total;
        private final Progress progress;
        private long read;
        private long reported;

        Counted(InputStream in, String id, long total, Progress progress) {
            super(in);
            this.id = id;
            this.total = total;
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            read += Math.max(count, 0);
            if (read - reported >= STEP || count < 0) {
                reported = read;
                progress.advanced(id, "Extracting", read, total);
            }
            return count;
        }
    }
}
