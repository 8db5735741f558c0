package dev.gantry.host.storage;

import dev.gantry.base.RandomId;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Mounts;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.ProjectQuota;
import dev.gantry.linux.Stat;
import dev.gantry.linux.Statfs;
import dev.gantry.oci.Digest;
import dev.gantry.oci.layer.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The root file systems of containers: an overlay of an image's layers, lowest first, and what the
/// container writes, in a directory of the container's own.
///
/// Life: {@link #prepare} once, then {@link #mount} and {@link #unmount} any number of times, also
/// by another process after a crash, and {@link #delete}. Mounts outlive this process. Any thread
/// may call; calls for one container wait for each other.
public final class Snapshots {
    private static final int OPEN_DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;

    private final LayerStore layers;
    private final InitLayers inits;
    private final List<Object> locks = Stream.generate(Object::new).limit(64).toList();

    public Snapshots(LayerStore layers) {
        this.layers = layers;
        this.inits = new InitLayers(layers.layout());
    }

    /// Makes the directories of a container's root, if they are not there, and in a layer for all
    /// containers of the image the places where the engine mounts: `/etc/hosts`, `/dev/pts` and the
    /// like.
    ///
    /// @param chain chain ids of the image's layers, lowest first; may be empty
    public void prepare(Path containerDir, List<Digest> chain) throws IOException {
        SnapshotLayout layout = new SnapshotLayout(containerDir.toAbsolutePath());
        inits.of(chain, image(chain));
        if (!Files.exists(layout.directory())) {
            LayerStore.makeDirectory(layout.directory(), 0700);
        }
        LayerStore.makeDirectory(layout.upper(), 0755);
        LayerStore.makeDirectory(layout.work(), 0700);
        LayerStore.makeDirectory(layout.merged(), 0700);
    }

    /// Limits what a container may write over its image, before it has written anything.
    ///
    /// @param project a number no other container has
    /// @param bytes 0 takes the limit away
    /// @return false when the file system cannot do that
    public boolean limit(Path containerDir, int project, long bytes) throws IOException {
        SnapshotLayout layout = new SnapshotLayout(containerDir.toAbsolutePath());
        try (Fd upper = open(layout.upper());
                Fd work = open(layout.work())) {
            ProjectQuota.join(upper, project);
            ProjectQuota.join(work, project);
            ProjectQuota.limit(upper, project, (bytes + 1023) / 1024);
            return true;
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT,
                        Errno.ENOTTY,
                        Errno.EOPNOTSUPP,
                        Errno.ENOSYS,
                        Errno.ESRCH,
                        Errno.EINVAL ->
                        false;
                default -> throw e;
            };
        }
    }

    /// Mounts a container's root. If it stands already, as after a restart of the engine, it only
    /// becomes writable or not.
    public Mounted mount(Path containerDir, List<Digest> chain, boolean readOnly)
            throws IOException {
        SnapshotLayout layout = new SnapshotLayout(containerDir.toAbsolutePath());
        synchronized (lock(containerDir)) {
            try (Fd merged = open(layout.merged())) {
                if (isOverlay(merged)) {
                    setWritable(merged, readOnly);
                } else {
                    attach(layout, lowers(chain), readOnly, merged);
                }
            }
        }
        return new Mounted(layout.merged());
    }

    private static void setWritable(Fd mount, boolean readOnly) throws LinuxException {
        int readOnlyMount = Mounts.MOUNT_ATTR_RDONLY;
        Mounts.setAttributes(
                mount,
                0,
                readOnly
                        ? Mounts.Attributes.readOnly()
                        : new Mounts.Attributes(0, readOnlyMount, 0, null));
    }

    private void attach(SnapshotLayout layout, List<Path> lowers, boolean readOnly, Fd merged)
            throws IOException {
        OverlayMount.Upper upper = new OverlayMount.Upper(layout.upper(), layout.work());
        int attributes = readOnly ? Mounts.MOUNT_ATTR_RDONLY : 0;
        Path scratch = layers.layout().scratch();
        try (Fd mount = new OverlayMount(lowers, upper).detached(scratch, attributes)) {
            Mounts.moveMount(mount, merged, "");
            Mounts.setAttributes(mount, 0, new Mounts.Attributes(0, 0, Mounts.MS_PRIVATE, null));
        }
    }

    /// Unmounts a container's root, if it stands. Who still uses it keeps it to himself.
    public void unmount(Path containerDir) throws IOException {
        String merged = new SnapshotLayout(containerDir).merged().toString();
        synchronized (lock(containerDir)) {
            while (unmounted(merged)) {}
        }
    }

    /// Whether there was a mount, of which another may be underneath.
    private static boolean unmounted(String target) throws IOException {
        try {
            Mounts.umount2(target, Mounts.UMOUNT_NOFOLLOW);
            return true;
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.EINVAL, Errno.ENOENT -> false;
                case Errno.EBUSY -> {
                    Mounts.umount2(target, Mounts.UMOUNT_NOFOLLOW | Mounts.MNT_DETACH);
                    yield true;
                }
                default -> throw e;
            };
        }
    }

    /// The root of a container that does not run, to be read while others may do what they like
    /// with the container. What is written into it is lost.
    ///
    /// @return to be closed
    public RootView view(Path containerDir, List<Digest> chain) throws IOException {
        SnapshotLayout layout = new SnapshotLayout(containerDir.toAbsolutePath());
        List<Path> lowers = new ArrayList<>(List.of(layout.upper()));
        lowers.addAll(lowers(chain));
        return RootView.open(
                layout.views().resolve(RandomId.hex(8)), lowers, layers.layout().scratch());
    }

    /// Removes what views are left of a process that is no more.
    public void removeViews(Path containerDir) throws IOException {
        RootView.removeAll(new SnapshotLayout(containerDir.toAbsolutePath()).views());
    }

    /// Unmounts a container's root and removes the container's directory with all that is in it.
    public void delete(Path containerDir) throws IOException {
        unmount(containerDir);
        removeViews(containerDir);
        TreeRemoval.remove(containerDir);
    }

    /// What the container changed in its image, as `docker diff` tells it, by path.
    public List<Change> changes(Path containerDir, List<Digest> chain) throws IOException {
        SnapshotLayout layout = new SnapshotLayout(containerDir.toAbsolutePath());
        try (Fd upper = open(layout.upper());
                Fd lower = view(lowers(chain))) {
            return Changes.between(upper, lower);
        }
    }

    /// Writes what the container changed in its image as a layer's archive.
    public void writeLayer(Path containerDir, OutputStream out) throws IOException {
        try (Fd upper = open(new SnapshotLayout(containerDir).upper());
                TarWriter tar = new TarWriter(out)) {
            TreeArchive.writeLayer(upper, tar);
        }
    }

    /// Writes the whole root as the container sees it, what is mounted in it apart.
    public void export(Path containerDir, List<Digest> chain, OutputStream out) throws IOException {
        SnapshotLayout layout = new SnapshotLayout(containerDir.toAbsolutePath());
        try (Fd root = whole(layout, chain);
                TarWriter tar = new TarWriter(out)) {
            TreeArchive.writeContent(root, tar);
        }
    }

    /// The root where it is mounted, else mounted nowhere to be read.
    private Fd whole(SnapshotLayout layout, List<Digest> chain) throws IOException {
        synchronized (lock(layout.directory())) {
            Fd merged = open(layout.merged());
            if (isOverlay(merged)) {
                return merged;
            }
            merged.close();
            List<Path> all = new ArrayList<>(List.of(layout.upper()));
            all.addAll(lowers(chain));
            return view(all);
        }
    }

    /// Bytes of the files the container wrote or changed.
    public long sizeRw(Path containerDir) throws IOException {
        try (Fd upper = open(new SnapshotLayout(containerDir).upper())) {
            return DiskUse.of(upper);
        }
    }

    /// What a container's image has, without what the container wrote.
    public ContainerTree imageTree(List<Digest> chain) throws IOException {
        return ContainerTree.of(view(lowers(chain)));
    }

    /// Has the files of an image, or what a path in it leads to, stand among a container's pins.
    ///
    /// @param path empty for all of it
    /// @throws java.nio.file.NoSuchFileException naming the path, when there is nothing
    public Path pinImage(List<Digest> chain, String path, StagedMounts pins, int number)
            throws IOException {
        List<Path> lowers = new ArrayList<>(image(chain));
        if (lowers.size() == 1) {
            lowers.add(layers.layout().empty());
        }
        try (Fd view = view(lowers)) {
            return path.isEmpty() ? pins.attach(number, view) : pins.pin(number, view, path);
        }
    }

    /// The tree that some directories make, mounted nowhere.
    private Fd view(List<Path> lowers) throws IOException {
        return new OverlayMount(lowers, null)
                .detached(layers.layout().scratch(), Mounts.MOUNT_ATTR_RDONLY);
    }

    /// What is below a container's upper directory, highest first.
    private List<Path> lowers(List<Digest> chain) throws IOException {
        List<Path> image = image(chain);
        List<Path> lowers = new ArrayList<>();
        lowers.add(inits.of(chain, image));
        lowers.addAll(image);
        return lowers;
    }

    /// The directories of the layers, highest first, down to one that hides all below.
    private List<Path> image(List<Digest> chain) throws IOException {
        List<Path> lowers = new ArrayList<>();
        for (Digest chainId : chain.reversed()) {
            if (!layers.has(chainId)) {
                throw new IOException("no such layer: " + chainId);
            }
            Path diff = layers.diff(chainId);
            lowers.add(diff);
            try (Fd root = open(diff)) {
                if (Overlay.isOpaque(root)) {
                    break; // overlayfs itself does not look for this at the top
                }
            }
        }
        return lowers.isEmpty() ? List.of(layers.layout().empty()) : lowers;
    }

    private static boolean isOverlay(Fd directory) throws LinuxException {
        Stat stat = At.stat(directory);
        return stat.isMountRoot() && Statfs.of(directory).type() == Statfs.OVERLAYFS;
    }

    private static Fd open(Path path) throws LinuxException {
        return At.open(path, OPEN_DIRECTORY);
    }

    private Object lock(Path containerDir) {
        int number = Math.floorMod(containerDir.toAbsolutePath().hashCode(), locks.size());
        return locks.get(number);
    }
}
