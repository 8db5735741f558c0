package dev.gantry.cli.copy;

import dev.gantry.api.client.Request;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.ExitException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
        Sending sending = new Sending(content);
        Request request =
                Request.put(ContainerStat.path(target))
                        .query("path", directory)
                        .query("noOverwriteDirNonDir", "true")
                        .queryIf("copyUIDGID", keepsOwners)
                        .stream(sending, "application/x-tar");
        try {
            cli.client().call(request);
        } catch (IOException e) {
            throw sending.reason(e);
        }
    }

    /// An archive on its way, and why it did not get there.
    private final class Sending implements Request.Content {
        private final Request.Content content;
        private final AtomicReference<IOException> failure = new AtomicReference<>();

        Sending(Request.Content content) {
            this.content = content;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Line line = new Line(out);
            try {
                content.writeTo(progress.outgoing(line));
            } catch (IOException e) {
                if (!line.broken) {
                    failure.set(e);
                }
                throw e;
            }
        }

        /// When the archive could not be made, that is the reason and not what the daemon says of
        /// its missing end.
        IOException reason(IOException answer) {
            IOException here = failure.get();
            if (here == null) {
                return answer;
            }
            here.addSuppressed(answer);
            return here;
        }
    }

    /// Tells whether it was the daemon that took no more.
    private static final class Line extends FilterOutputStream {
        private boolean broken;

        Line(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    /// What stands at the target. A link there is followed once, as Docker's client does it; the
    /// daemon follows the rest.
    private Placement.Target there() throws IOException {
        Optional<ContainerStat> found = ContainerStat.find(cli.client(), target);
        String path = target.path();
        if (found.isPresent() && found.get().isLink()) {
            path = found.get().target(path);
            found = ContainerStat.find(cli.client(), new CopyEnd.Inside(target.container(), path));
        }
        if (found.isPresent() && found.get().isDevice()) {
            throw ExitException.because(
                    "destination \"%s:%s\" must be a directory or a regular file: got a device"
                            .formatted(target.container(), target.path()));
        }
        return new Placement.Target(
                path, found.isPresent(), found.isPresent() && found.get().isDirectory());
    }
}
