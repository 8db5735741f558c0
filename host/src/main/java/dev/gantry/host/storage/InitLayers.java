package dev.gantry.host.storage;

import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Sync;
import dev.gantry.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An {@link InitLayer} for each image, made when the first container needs it and shared by all:
/// nothing is ever written there again. It lies with the image's top layer and goes with it.
final class InitLayers {
    private static final int OPEN_DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;

    private final LayerLayout layout;

    InitLayers(LayerLayout layout) {
        this.layout = layout;
    }

    /// @param chain chain ids of the image's layers, lowest first; may be empty
    /// @param image their directories, highest first
    Path of(List<Digest> chain, List<Path> image) throws IOException {
        Path home = chain.isEmpty() ? layout.root() : layout.layer(chain.getLast());
        Path init = chain.isEmpty() ? layout.emptyInit() : layout.init(chain.getLast());
        if (!Files.exists(init)) {
            make(home, init, image);
        }
        return init;
    }

    private synchronized void make(Path home, Path init, List<Path> image) throws IOException {
        Path staging = layout.newStaging();
        Path made = staging.resolve("init");
        Path work = staging.resolve("work");
        LayerStore.makeDirectory(staging, 0700);
        try {
            LayerStore.makeDirectory(made, 0755);
            LayerStore.makeDirectory(work, 0700);
            OverlayMount overlay = new OverlayMount(image, new OverlayMount.Upper(made, work));
            try (Fd root = overlay.detached(layout.scratch(), 0)) {
                InitLayer.fill(root);
            }
            try (Fd from = At.open(staging, OPEN_DIRECTORY);
                    Fd to = At.open(home, OPEN_DIRECTORY)) {
                publish(from, name(made), to, name(init));
            }
        } finally {
            TreeRemoval.remove(staging);
        }
    }

    /// Somebody may have made the same meanwhile: theirs is as good.
    private static void publish(Fd from, byte[] made, Fd to, byte[] init) throws IOException {
        Sync.syncfs(from);
        try {
            At.renameat2(from, made, to, init, OpenFlags.RENAME_NOREPLACE);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        Sync.fsync(to);
    }

    private static byte[] name(Path path) {
        return path.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }
}
