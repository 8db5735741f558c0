package dev.gantry.host.storage;

import dev.gantry.base.RandomId;
import dev.gantry.oci.Digest;
import java.nio.file.Path;

/// Where a layer store keeps what:
///
/// ```
/// <root>/<chain hex>/diff/          the layer's tree, as overlayfs takes it
/// <root>/<chain hex>/metadata.json  what is known of it
/// <root>/<chain hex>/init/          where the engine mounts in containers of which it is the top layer
/// <root>/staging-<random>/          a layer being unpacked or removed
/// <root>/empty/                     nothing: the lowest layer of a root made of none
/// <root>/empty-init/                where the engine mounts in such a root
/// <root>/scratch/                   where a mount stands for a moment
/// ```
///
/// A layer's directory appears by one rename, complete, and disappears by one; so does `init`.
record LayerLayout(Path root) {
    private static final String STAGING = "staging-";

    Path layer(Digest chainId) {
        return root.resolve(chainId.hex());
    }

    Path diff(Digest chainId) {
        return diff(layer(chainId));
    }

    static Path diff(Path layer) {
        return layer.resolve("diff");
    }

    static Path metadata(Path layer) {
        return layer.resolve("metadata.json");
    }

    Path init(Digest chainId) {
        return layer(chainId).resolve("init");
    }

    Path emptyInit() {
        return root.resolve("empty-init");
    }

    Path newStaging() {
        return root.resolve(STAGING + RandomId.hex(8));
    }

    Path empty() {
        return root.resolve("empty");
    }

    Path scratch() {
        return root.resolve("scratch");
    }

    static boolean isStaging(Path path) {
        return path.getFileName().toString().startsWith(STAGING);
    }

    /// Whether a name in the root is a layer's.
    static boolean isLayer(Path path) {
        String name = path.getFileName().toString();
        return name.length() >= 64 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
