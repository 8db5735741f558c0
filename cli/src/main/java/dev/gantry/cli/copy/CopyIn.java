package dev.gantry.cli.copy;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Copies into a container.
///
/// @param keepsOwners whether files belong there to whom they belong here
record CopyIn(Cli cli, CopyEnd.Inside target, boolean keepsOwners, CopyProgress progress) {
    void from(CopyEnd source, boolean follow) throws IOException {
        switch (source) {
            case CopyEnd.Here(String path) -> pack(LocalSource.of(path, follow));
            case CopyEnd.Stream _ -> stream();
            case CopyEnd.Inside _ -> throw new IllegalStateException("two containers");
        }
    }

    private void stream() throws IOException {
        Placement.Target there = there();
        if (!there.isDirectory()) {
            throw ExitException.because(
                    "destination \"%s:%s\" must be a directory"
                            .formatted(target.container(), target.path()));
        }
        send(there.path(), out -> cli.stdin().transferTo(out));
        progress.done(target.container() + ":" + there.path());
    }

    private void pack(LocalSource source) throws IOException {
        Placement.Target there = there();
        Placement placement =
                Placement.of(new Placement.Source(source.name(), source.isDirectory()), there);
        send(placement.directory(), out -> LocalPack.pack(source, placement.name(), out));
        progress.done(target.container() + ":" + there.path());
    }

    private void send(String directory, Request.Content content) throws IOException {
        AtomicReference<IOException> failure = new AtomicReference<>();
        Request request =
                Request.put(ContainerStat.path(target))
                        .query("path", directory)
                        .query("noOverwriteDirNonDir", "true")
                        .queryIf("copyUIDGID", keepsOwners)
                        .stream(
                                out -> {
                                    try {
                                        content.writeTo(progress.outgoing(out));
                                    } catch (IOException e) {
                                        failure.set(e);
                                        throw e;
                                    }
                                },
                                "application/x-tar");
        try {
            cli.client().call(request);
        } catch (IOException e) {
            throw because(e, failure.get());
        }
    }

    /// When the daemon heard no end of the archive, the reason is here.
    private static IOException because(
            IOException answer, @org.jspecify.annotations.Nullable IOException packing) {
        boolean isOurs = packing != null && !(packing instanceof java.net.SocketException);
        if (!isOurs || answer instanceof dev.gantry.api.client.ApiException refusal
                && refusal.status() < 500
                && !refusal.reason().contains("cut short")) {
            return answer;
        }
        packing.addSuppressed(answer);
        return packing;
    }

    /// What stands at the target. A link there is followed once, as Docker's client does it; the
    /// daemon follows the rest.
    private Placement.Target there() throws IOException {
        Optional<ContainerStat> found = ContainerStat.find(cli.client(), target);
        String path = target.path();
        if (found.isPresent() && found.get().isLink()) {
            path = found.get().target(path);
            found =
                    ContainerStat.find(
                            cli.client(), new CopyEnd.Inside(target.container(), path));
        }
        if (found.isPresent() && found.get().isDevice()) {
            throw ExitException.because(
                    "destination \"%s:%s\" must be a directory or a regular file: got a device"
                            .formatted(target.container(), target.path()));
        }
        return new Placement.Target(
                path,
                found.isPresent(),
                found.isPresent() && found.get().isDirectory());
    }
}
