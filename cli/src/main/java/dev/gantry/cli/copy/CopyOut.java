package dev.gantry.cli.copy;

import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Cli;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Copies out of a container.
///
/// @param follow whether a link at the source means what it leads to
record CopyOut(Cli cli, CopyEnd.Inside source, boolean follow, CopyProgress progress) {
    void to(CopyEnd target) throws IOException {
        switch (target) {
            case CopyEnd.Here(String path) -> unpack(path);
            case CopyEnd.Stream _ -> {
                try (Response response = get(followed())) {
                    response.body().transferTo(cli.stdout());
                }
            }
            case CopyEnd.Inside _ -> throw new IllegalStateException("two containers");
        }
    }

    private void unpack(String typed) throws IOException {
        LocalTarget.check(typed);
        CopyEnd.Inside real = followed();
        try (Response response = get(real)) {
            ContainerStat stat = ContainerStat.of(response);
            String sent = PathText.name(real.path());
            String name = follow ? PathText.name(source.path()) : sent;
            Placement placement =
                    Placement.of(
                            new Placement.Source(name, stat.isDirectory()), LocalTarget.of(typed));
            try (InputStream in = progress.incoming(response.body())) {
                LocalUnpack.unpack(in, sent, placement);
            }
            progress.done(LocalTarget.absolute(typed));
        }
    }

    private Response get(CopyEnd.Inside end) throws IOException {
        return cli.client().send(ContainerStat.archive(Request.get(ContainerStat.path(end)), end));
    }

    private CopyEnd.Inside followed() throws IOException {
        Optional<ContainerStat> stat =
                follow ? ContainerStat.find(cli.client(), source) : Optional.empty();
        if (stat.isEmpty() || !stat.get().isLink()) {
            return source;
        }
        String ending =
                PathText.meansContent(source.path())
                        ? "/."
                        : PathText.endsInSlash(source.path()) ? "/" : "";
        return new CopyEnd.Inside(source.container(), stat.get().target(source.path()) + ending);
    }
}
