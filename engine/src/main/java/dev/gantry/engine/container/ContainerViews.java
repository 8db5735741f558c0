package dev.gantry.engine.container;

import dev.gantry.base.RandomId;
import dev.gantry.host.storage.ContainerTree;
import dev.gantry.host.storage.RootView;
import dev.gantry.host.storage.StagedMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Opens the trees of containers: of one that runs what its first process sees, of another what it
/// would see.
final class ContainerViews {
    private final Launcher launcher;
    private final Lifecycle lifecycle;

    ContainerViews(Launcher launcher, Lifecycle lifecycle) {
        this.launcher = launcher;
        this.lifecycle = lifecycle;
    }

    /// A tree that is open; what was mounted for it goes when it closes.
    record View(ContainerTree tree, Cleaning cleaning) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                tree.close();
            } finally {
                cleaning.run();
            }
        }
    }

    private interface Cleaning {
        void run() throws IOException;
    }

    /// For looking only: what is written into it may be lost.
    View toRead(Container container) throws IOException, InterruptedException {
        container.lock();
        try {
            ContainerDocument document = container.document();
            return document.isAlive() ? living(document) : copy(document);
        } finally {
            container.life.unlock();
        }
    }

    /// A container that does not run cannot start until it closes.
    View toWrite(Container container) throws IOException, InterruptedException {
        container.lock();
        ContainerDocument document = container.document();
        if (document.isAlive()) {
            try {
                return living(document);
            } finally {
                container.life.unlock();
            }
        }
        try {
            return real(container, document);
        } catch (IOException | RuntimeException e) {
            container.life.unlock();
            throw e;
        }
    }

    private static View living(ContainerDocument document) throws IOException {
        return new View(ContainerTree.ofProcess(document.state().pid()), () -> {});
    }

    private View copy(ContainerDocument document) throws IOException {
        RootView root =
                launcher.snapshots()
                        .view(launcher.files(document.id()).directory(), lifecycle.chain(document));
        String user = "view-" + RandomId.hex(8);
        Cleaning cleaning =
                () -> {
                    root.close();
                    launcher.sources().leave(document, user, root.pins());
                };
        return filled(document, root.root(), user, root.pins(), cleaning);
    }

    private View real(Container container, ContainerDocument document) throws IOException {
        Path directory = launcher.files(document.id()).directory();
        StagedMounts pins = new StagedMounts(launcher.files(document.id()).mounts());
        Path root = launcher.rootfs(document, lifecycle.chain(document));
        Cleaning cleaning =
                () -> {
                    try {
                        launcher.snapshots().unmount(directory);
                        launcher.sources().leave(document, document.id(), pins);
                    } finally {
                        container.life.unlock();
                    }
                };
        View view;
        try {
            view = filled(document, root, document.id(), pins, () -> {});
        } catch (IOException | RuntimeException e) {
            launcher.snapshots().unmount(directory);
            launcher.sources().leave(document, document.id(), pins);
            throw e;
        }
        if (document.spec().security().readonlyRootfs()) {
            launcher.snapshots().mount(directory, lifecycle.chain(document), true);
        }
        return new View(view.tree(), cleaning);
    }

    /// With what the container mounts standing in it.
    private View filled(
            ContainerDocument document,
            Path root,
            String user,
            StagedMounts pins,
            Cleaning cleaning)
            throws IOException {
        ContainerTree tree = ContainerTree.open(root);
        View view = new View(tree, cleaning);
        try {
            List<MountSources.Ready> ready =
                    launcher.sources().ready(document, user, pins).stream()
                            .sorted(Comparator.comparingInt(ContainerViews::depth))
                            .toList();
            for (MountSources.Ready mount : ready) {
                tree.attach(mount.source(), mount.target(), mount.access().isReadOnly());
            }
            return view;
        } catch (IOException | RuntimeException e) {
            try {
                view.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private static int depth(MountSources.Ready mount) {
        return Path.of(mount.target()).getNameCount();
    }
}
