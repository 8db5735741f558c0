package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.host.storage.PathStat;
import dev.gantry.host.storage.ReadOnlyTreeException;
import dev.gantry.host.storage.TreeExtraction;
import dev.gantry.host.storage.UnpackLimits;
import dev.gantry.oci.layer.MalformedArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files of containers, told of, taken out and put in, as the container sees them: through what is
/// mounted, and with links that mean what they mean inside.
///
/// Whoever reads holds no lock, so that a client that stalls is nobody's problem. Writing into a
/// container that does not run keeps it from starting meanwhile.
public final class ContainerPaths {
    private final Registry registry;
    private final ContainerViews views;

    ContainerPaths(Registry registry, ContainerViews views) {
        this.registry = registry;
        this.views = views;
    }

    /// How files are put in.
    ///
    /// @param keepsKinds refuse to put a directory in place of something else, and the other way
    /// @param asUser everything belongs to the user the container was given; to whom the archive
    ///   says when it was given none
    public record Extraction(boolean keepsKinds, boolean asUser) {}

    /// What stands at a path.
    ///
    /// @param path of the container; a relative one counts from its root
    public PathStat stat(String reference, String path) throws IOException, InterruptedException {
        try (ContainerViews.View view = views.toRead(registry.require(reference))) {
            return found(view.tree(), reference, path);
        }
    }

    private static PathStat found(ContainerTree tree, String reference, String path)
            throws IOException {
        if (path.isEmpty()) {
            throw EngineException.invalid("bad parameter: path cannot be empty");
        }
        Optional<PathStat> found = tree.describe(path);
        if (found.isEmpty() && isOfAnotherKind(tree, path)) {
            throw EngineException.invalid("lstat %s: not a directory".formatted(path));
        }
        return found.orElseThrow(() -> missing(reference, path));
    }

    /// Whether the path asks for a directory where there is a file.
    private static boolean isOfAnotherKind(ContainerTree tree, String path) throws IOException {
        String plain = path.replaceAll("/\\.?$", "");
        return !plain.equals(path)
                && !plain.isEmpty()
                && tree.describe(plain).filter(stat -> stat.linkTarget().isEmpty()).isPresent();
    }

    /// Somebody who is about to take an archive: told of its top before anything is written.
    public interface Receiver {
        OutputStream begin(PathStat top) throws IOException;
    }

    /// Writes what stands at a path, with all below it, as an archive.
    public void archive(String reference, String path, Receiver receiver)
            throws IOException, InterruptedException {
        try (ContainerViews.View view = views.toRead(registry.require(reference))) {
            PathStat top = found(view.tree(), reference, path);
            try (OutputStream out = receiver.begin(top)) {
                view.tree().archive(path, out);
            } catch (NoSuchFileException e) {
                throw missing(reference, path);
            }
        }
    }

    /// Puts an archive's entries into a directory.
    ///
    /// @param tar uncompressed
    public void extract(String reference, String path, InputStream tar, Extraction how)
            throws IOException, InterruptedException {
        Container container = registry.require(reference);
        if (path.isEmpty()) {
            throw EngineException.invalid("bad parameter: path cannot be empty");
        }
        try (ContainerViews.View view = views.toWrite(container)) {
            TreeExtraction.Owner owner =
                    how.asUser ? owner(view.tree(), container.document()) : null;
            view.tree()
                    .extract(
                            path,
                            tar,
                            new TreeExtraction.Options(
                                    how.keepsKinds, owner, UnpackLimits.generous()));
        } catch (NoSuchFileException e) {
            throw missing(reference, path);
        } catch (NotDirectoryException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "extraction point is not a directory", e);
        } catch (ReadOnlyTreeException e) {
            throw readOnly(container.document(), e);
        } catch (MalformedArchiveException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static EngineException missing(String reference, String path) {
        return EngineException.notFound(
                "Could not find the file %s in container %s".formatted(path, reference));
    }

    private static EngineException readOnly(ContainerDocument document, IOException cause) {
        String what =
                document.spec().security().readonlyRootfs()
                        ? "container rootfs is marked read-only"
                        : "mounted volume is marked read-only";
        return new EngineException(EngineException.Kind.INVALID, what, cause);
    }

    private static TreeExtraction.@Nullable Owner owner(
            ContainerTree tree, ContainerDocument document) throws IOException {
        if (document.spec().process().user().isEmpty()) {
            return null;
        }
        var user =
                UserLookup.in(tree)
                        .find(
                                document.spec().process().user(),
                                document.spec().process().groupAdd())
                        .user();
        return new TreeExtraction.Owner((int) user.uid(), (int) user.gid());
    }
}
