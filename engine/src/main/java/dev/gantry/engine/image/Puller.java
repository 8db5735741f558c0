package dev.gantry.engine.image;

import dev.gantry.base.Failpoint;
import dev.gantry.base.Tasks;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.blob.BlobStore;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.Registry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings an image from a registry into the store, its layers side by side.
final class Puller {
    /// As many as overlayfs takes.
    private static final int MOST_LAYERS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Puller.class);

    private final Registry registry;
    private final BlobStore blobs;
    private final LayerUnpack unpack;
    private final LayerDownload download;

    Puller(Registry registry, BlobStore blobs, LayerUnpack unpack, int downloadsAtOnce) {
        this.registry = registry;
        this.blobs = blobs;
        this.unpack = unpack;
        this.download = new LayerDownload(registry, blobs, unpack, downloadsAtOnce);
    }

    /// What a pull has brought.
    ///
    /// @param root what the reference led to: an index, or the manifest itself; it is in the store
    record Pulled(Descriptor root, Document.Manifest manifest, ImageConfig config, long size) {}

    /// The tags of a repository.
    List<String> tags(ImageReference repository, Credentials credentials)
            throws IOException, InterruptedException {
        return registry.tags(repository, credentials);
    }

    /// @param platform `null` for this machine's, or what there is where there is no choice
    Pulled pull(
            ImageReference reference,
            @Nullable Platform platform,
            Credentials credentials,
            Leases.Lease lease,
            Progress progress)
            throws IOException, InterruptedException {
        Document root = registry.manifest(reference, credentials);
        progress.status(
                reference.version().orElse(ImageReference.DEFAULT_TAG),
                "Pulling from " + reference.path());
        Document.Manifest manifest = manifest(reference, root, platform, credentials);
        if (manifest.layers().size() > MOST_LAYERS) {
            throw EngineException.invalid("max depth exceeded");
        }
        Failpoint.PULL_RESOLVED.reach();
        lease.hold(root.descriptor().digest());
        lease.hold(manifest.descriptor().digest());
        lease.hold(manifest.config().digest());
        manifest.layers().forEach(layer -> lease.hold(layer.digest()));
        LayerDownload.Order order = new LayerDownload.Order(reference, credentials, progress);
        ImageConfig config = ImageConfig.parse(config(order, manifest));
        requirePlatform(reference, config, platform);
        LayerUnpack.requireSameLayers(manifest, config);
        config.chain().forEach(lease::hold);
        layers(order, manifest, config);
        blobs.put(manifest.bytes());
        blobs.put(root.bytes());
        return new Pulled(root.descriptor(), manifest, config, unpack.size(config));
    }

    /// Brings a damaged blob of an image anew from the registry the image came from.
    ///
    /// @return whether it could; an image that came from elsewhere has no registry
    boolean fetchAgain(Image image, Descriptor blob) throws IOException, InterruptedException {
        for (ImageReference name : image.names()) {
            if (name.digest() != null) {
                blobs.delete(blob.digest());
                try {
                    download.document(
                            new LayerDownload.Order(name, Credentials.ANONYMOUS, Progress.NONE),
                            blob);
                    return true;
                } catch (IOException e) {
                    LOG.warn("{} has no {}: {}", name, blob.digest(), e.getMessage());
                }
            }
        }
        return false;
    }

    private Document.Manifest manifest(
            ImageReference reference,
            Document root,
            @Nullable Platform platform,
            Credentials credentials)
            throws IOException, InterruptedException {
        return switch (root) {
            case Document.Manifest manifest -> manifest;
            case Document.Index index -> {
                Descriptor chosen = chosen(index, platform == null ? Platform.current() : platform);
                if (registry.manifest(reference, chosen, credentials)
                        instanceof Document.Manifest manifest) {
                    yield manifest;
                }
                throw EngineException.invalid(
                        "the index of %s leads to another index".formatted(reference.familiar()));
            }
        };
    }

    private static Descriptor chosen(Document.Index index, Platform platform) {
        return index.manifests().stream()
                .filter(entry -> {
                    Platform own = entry.platform();
                    return own != null && own.serves(platform);
                })
                .findFirst()
                .orElseThrow(() ->
                        EngineException.notFound(
                                "no matching manifest for %s in the manifest list entries"
                                        .formatted(platform)));
    }

    private byte[] config(LayerDownload.Order order, Document.Manifest manifest)
            throws IOException, InterruptedException {
        Descriptor config = manifest.config();
        if (config.size() > Document.LARGEST) {
            throw EngineException.invalid("the image's configuration is larger than 4 MiB");
        }
        download.document(order, config);
        return blobs.read(config.digest(), Document.LARGEST);
    }

    private static void requirePlatform(
            ImageReference reference, ImageConfig config, @Nullable Platform platform) {
        if (platform != null && !config.platform().serves(platform)) {
            throw EngineException.notFound(
                    "image with reference %s was found but its platform (%s) does not match the specified platform (%s)"
                            .formatted(reference.familiar(), config.platform(), platform));
        }
    }

    private void layers(LayerDownload.Order order, Document.Manifest manifest, ImageConfig config)
            throws IOException, InterruptedException {
        try (Tasks tasks = Tasks.open("pull")) {
            for (int i = 0; i < manifest.layers().size(); i++) {
                int index = i;
                Descriptor layer = manifest.layers().get(i);
                if (!blobs.has(layer.digest())) {
                    order.progress().status(layer.digest().shortHex(), "Pulling fs layer");
                }
                tasks.fork(() -> {
                    download.layer(order, layer, config, index);
                    return true;
                });
            }
            tasks.join();
        }
    }
}
