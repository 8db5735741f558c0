package dev.gantry.cli.copy;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// What stands at a path of a container, as a header tells it; the mode is Go's.
record ContainerStat(long mode, String linkTarget) {
    private static final String HEADER = "x-docker-container-path-stat";
    private static final long DIRECTORY = 1L << 31;
    private static final long LINK = 1L << 27;
    private static final long DEVICE = 1L << 26;

    /// Empty when the daemon does not tell: there is no such path, or no such container. What
    /// follows says which.
    static Optional<ContainerStat> find(DockerClient client, CopyEnd.Inside end)
            throws IOException {
        try (Response response = client.send(archive(Request.head(path(end)), end))) {
            return Optional.of(of(response));
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    static ContainerStat of(Response response) throws IOException {
        String header = response.header(HEADER);
        try {
            byte[] text = Base64.getDecoder().decode(header);
            JsonValue.Obj stat =
                    Json.parse(new String(text, StandardCharsets.UTF_8))
                                    instanceof JsonValue.Obj object
                            ? object
                            : new JsonValue.Obj(Map.of());
            return new ContainerStat(Member.number(stat, "mode"), Member.text(stat, "linkTarget"));
        } catch (IllegalArgumentException | JsonException e) {
            throw new IOException("the daemon does not say what is to be copied: " + header, e);
        }
    }

    static String path(CopyEnd.Inside end) {
        return "/containers/" + Request.escape(end.container()) + "/archive";
    }

    static Request archive(Request request, CopyEnd.Inside end) {
        return request.query("path", end.path());
    }

    boolean isDirectory() {
        return (mode & DIRECTORY) != 0;
    }

    boolean isLink() {
        return (mode & LINK) != 0;
    }

    boolean isDevice() {
        return (mode & DEVICE) != 0;
    }

    /// The path a link there leads to.
    String target(String path) {
        return linkTarget.startsWith("/")
                ? linkTarget
                : PathText.clean(PathText.parent(path) + "/" + linkTarget);
    }
}
