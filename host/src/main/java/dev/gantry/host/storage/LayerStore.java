package dev.gantry.host.storage;

import dev.gantry.base.Failpoint;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.linux.At;
import dev.gantry.linux.Errno;
import dev.gantry.linux.Fd;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.OpenFlags;
import dev.gantry.linux.Sync;
import dev.gantry.oci.Digest;
import dev.gantry.oci.layer.DigestingInput;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The unpacked layers of a machine, each under its chain id. Any number of threads may use it.
///
/// A layer that {@link #has} knows is complete and survives a power cut; one that was interrupted
/// leaves nothing that the next {@link #open} does not remove. A directory is the store of one
/// process. Who still needs a layer is for the caller to know before {@link #takeAway}.
public final class LayerStore {
    private static final Logger LOG = LoggerFactory.getLogger(LayerStore.class);
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int FORMAT = 1;

    private final LayerLayout layout;
    private final Map<Digest, Layer> layers = new ConcurrentHashMap<>();

    /// As it stands in a layer's `metadata.json`.
    private record Metadata(
            int format,
            String chainId,
            String diffId,
            @Nullable String parent,
            long size,
            @Nullable String tree) {}

    /// What a layer was found to be.
    public enum Condition {
        GOOD,
        DAMAGED,
        REPAIRED
    }

    /// Where a layer can be unpacked from again.
    public interface Source {
        InputStream open() throws IOException;
    }

    private LayerStore(LayerLayout layout) {
        this.layout = layout;
    }

    /// Opens the store, makes it if need be, and removes what was left half done.
    public static LayerStore open(Path layersDir) throws IOException {
        LayerStore store = new LayerStore(new LayerLayout(layersDir.toAbsolutePath()));
        Files.createDirectories(layersDir, OURS);
        makeDirectory(store.layout.empty(), 0755);
        makeDirectory(store.layout.scratch(), 0700);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layersDir)) {
            for (Path entry : entries) {
                if (LayerLayout.isStaging(entry)) {
                    TreeRemoval.remove(entry);
                } else if (LayerLayout.isLayer(entry)) {
                    store.load(entry);
                }
            }
        }
        return store;
    }

    public boolean has(Digest chainId) {
        return layers.containsKey(chainId);
    }

    public Optional<Layer> find(Digest chainId) {
        return Optional.ofNullable(layers.get(chainId));
    }

    /// All layers, by chain id.
    public List<Layer> all() {
        return layers.values().stream().sorted(Comparator.comparing(Layer::chainId)).toList();
    }

    /// The directory that is the layer's part of an overlay, to be shown or mounted, not to be
    /// walked by path.
    public Path diff(Digest chainId) {
        return layout.diff(chainId);
    }

    /// Unpacks a layer, unless it is there. Layers of one image may be unpacked at the same time
    /// and in any order, and also the same layer twice.
    ///
    /// @param parent chain id of the layers below, which need not be there yet
    /// @param tar the uncompressed archive; read to its end and left open
    /// @throws MalformedArchiveException when it is not what the digest says, or would reach out of
    ///   its root; then nothing of it is left
    public Layer unpack(
            Digest chainId,
            Digest diffId,
            @Nullable Digest parent,
            InputStream tar,
            UnpackLimits limits)
            throws IOException {
        Layer present = layers.get(chainId);
        if (present != null) {
            return present;
        }
        Path staging = layout.newStaging();
        try {
            Files.createDirectory(staging, OURS);
            Failpoint.LAYER_STAGED.reach();
            long size = unpackInto(staging, diffId, tar, limits);
            Failpoint.LAYER_WRITTEN.reach();
            Layer layer = new Layer(chainId, diffId, parent, size);
            write(staging, layer, null);
            Failpoint.LAYER_SYNCED.reach();
            publish(staging, layer);
            return layer;
        } catch (Throwable e) {
            removeAfter(e, staging);
            throw e;
        }
    }

    private static long unpackInto(
            Path staging, Digest diffId, InputStream tar, UnpackLimits limits) throws IOException {
        Path diff = LayerLayout.diff(staging);
        makeDirectory(diff, 0755);
        DigestingInput digesting = new DigestingInput(tar, diffId.algorithm());
        long size;
        try (Fd root = At.open(diff, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
                Unpacker unpacker = new Unpacker(root, digesting, limits)) {
            size = unpacker.unpack();
        }
        Digest found = digesting.digest();
        if (!found.equals(diffId)) {
            throw new MalformedArchiveException(
                    "wrong diff id calculated on extraction invalid diffID for layer: expected %s, got %s"
                            .formatted(diffId, found));
        }
        return size;
    }

    /// Compares a layer with what its archive makes. What its tree must be is remembered, so that
    /// the next time only the tree is read.
    ///
    /// @param repair whether a damaged one is replaced; who has it mounted keeps the old files
    /// @throws IOException also when the source is not what it should be
    public Condition check(Layer layer, Source source, boolean repair) throws IOException {
        Optional<Digest> actual = readableTree(layer);
        if (actual.isPresent() && actual.equals(knownTree(layer))) {
            return Condition.GOOD;
        }
        Path staging = layout.newStaging();
        try (InputStream tar = source.open()) {
            Files.createDirectory(staging, OURS);
            unpackInto(staging, layer.diffId(), tar, UnpackLimits.generous());
            Digest expected = tree(staging);
            write(staging, layer, expected);
            if (actual.filter(expected::equals).isPresent()) {
                remember(staging, layout.layer(layer.chainId()));
                return Condition.GOOD;
            }
            if (repair) {
                exchange(staging, layout.layer(layer.chainId()));
            }
            return repair ? Condition.REPAIRED : Condition.DAMAGED;
        } finally {
            TreeRemoval.remove(staging);
        }
    }

    private static void remember(Path staging, Path layer) throws IOException {
        Files.move(
                LayerLayout.metadata(staging),
                LayerLayout.metadata(layer),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (Fd directory = At.open(layer, OpenFlags.O_RDONLY)) {
            Sync.fsync(directory);
        }
    }

    /// Nothing when some of it cannot be read: then it is damaged.
    private Optional<Digest> readableTree(Layer layer) {
        try {
            return Optional.of(tree(layout.layer(layer.chainId())));
        } catch (IOException e) {
            LOG.warn("layer {} cannot be read: {}", layer.chainId(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Digest tree(Path layer) throws IOException {
        try (Fd root =
                At.open(LayerLayout.diff(layer), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
            return TreeDigest.of(root);
        }
    }

    private Optional<Digest> knownTree(Layer layer) {
        try {
            byte[] text = Files.readAllBytes(LayerLayout.metadata(layout.layer(layer.chainId())));
            String tree = Json.read(Metadata.class, text).tree();
            return tree == null ? Optional.empty() : Optional.of(Digest.parse(tree));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void exchange(Path staging, Path layer) throws IOException {
        try (Fd root = At.open(layout.root(), OpenFlags.O_RDONLY)) {
            At.renameat2(root, nameOf(staging), root, nameOf(layer), OpenFlags.RENAME_EXCHANGE);
            Sync.fsync(root);
        }
    }

    private static void write(Path staging, Layer layer, @Nullable Digest tree) throws IOException {
        Digest parent = layer.parent();
        Metadata metadata =
                new Metadata(
                        FORMAT,
                        layer.chainId().toString(),
                        layer.diffId().toString(),
                        parent == null ? null : parent.toString(),
                        layer.size(),
                        tree == null ? null : tree.toString());
        Files.write(LayerLayout.metadata(staging), Json.bytes(metadata));
        try (Fd directory = At.open(staging, OpenFlags.O_RDONLY)) {
            Sync.syncfs(directory);
        }
    }

    /// Somebody may have unpacked the same layer meanwhile: theirs is as good.
    private void publish(Path staging, Layer layer) throws IOException {
        try (Fd root = At.open(layout.root(), OpenFlags.O_RDONLY)) {
            At.renameat2(
                    root,
                    nameOf(staging),
                    root,
                    nameOf(layout.layer(layer.chainId())),
                    OpenFlags.RENAME_NOREPLACE);
            Failpoint.LAYER_RENAMED.reach();
            Sync.fsync(root);
            Failpoint.LAYER_VISIBLE.reach();
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            TreeRemoval.remove(staging);
        }
        layers.put(layer.chainId(), layer);
    }

    /// A layer that is not in the store any more; its files are still to be removed.
    ///
    /// @param aside where they are, `null` when there are none
    public record Taken(@Nullable Path aside) {
        /// Whatever happens meanwhile, the next {@link #open} would do it.
        public void remove() throws IOException {
            Path directory = aside;
            if (directory != null) {
                TreeRemoval.remove(directory);
                Failpoint.LAYER_REMOVED.reach();
            }
        }
    }

    /// Takes a layer out of the store, if it is there, in one quick step.
    public Taken takeAway(Digest chainId) throws IOException {
        return new Taken(layers.remove(chainId) == null ? null : setAside(layout.layer(chainId)));
    }

    private Path setAside(Path layer) throws IOException {
        Path aside = layout.newStaging();
        try (Fd root = At.open(layout.root(), OpenFlags.O_RDONLY)) {
            At.renameat2(root, nameOf(layer), root, nameOf(aside), OpenFlags.RENAME_NOREPLACE);
            Sync.fsync(root);
            Failpoint.LAYER_SET_ASIDE.reach();
        }
        return aside;
    }

    private void remove(Path layer) throws IOException {
        TreeRemoval.remove(setAside(layer));
    }

    private void load(Path directory) throws IOException {
        try {
            byte[] text = Files.readAllBytes(LayerLayout.metadata(directory));
            Metadata metadata = Json.read(Metadata.class, text);
            String parent = metadata.parent();
            Digest chainId = Digest.parse(metadata.chainId());
            if (!chainId.hex().equals(directory.getFileName().toString())) {
                throw new JsonException("metadata of another layer");
            }
            layers.put(
                    chainId,
                    new Layer(
                            chainId,
                            Digest.parse(metadata.diffId()),
                            parent == null ? null : Digest.parse(parent),
                            metadata.size()));
        } catch (JsonException | IllegalArgumentException | java.nio.file.NoSuchFileException e) {
            LOG.warn("removing damaged layer {}", directory, e);
            remove(directory);
        }
    }

    LayerLayout layout() {
        return layout;
    }

    private static void removeAfter(Throwable failure, Path staging) {
        try {
            TreeRemoval.remove(staging);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /// Exactly with this mode, whatever the umask is.
    static void makeDirectory(Path directory, int mode) throws IOException {
        Files.createDirectories(directory, OURS);
        try (Fd fd = At.open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
            At.chmod(fd, mode);
        }
    }

    private static byte[] nameOf(Path path) {
        return path.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }
}
