package dev.gantry.daemon.route;

import dev.gantry.daemon.wire.Platforms;
import dev.gantry.daemon.wire.References;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.ConfigChanges;
import dev.gantry.engine.image.Image;
import dev.gantry.engine.image.Images;
import dev.gantry.engine.image.NewImage;
import dev.gantry.http.Query;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.layer.Compression;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `POST /images/create?fromSrc=`: an archive of a file system becomes an image.
final class ImportRoute {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EngineGate gate;

    ImportRoute(EngineGate gate) {
        this.gate = gate;
    }

    void run(Request request) throws Exception {
        Query query = request.query();
        String source = query.text("fromSrc", "");
        String message = query.text("message", "");
        NewImage wanted =
                new NewImage(
                        null,
                        platform(query),
                        ConfigChanges.apply(ImageConfig.Run.NOTHING, query.all("changes")),
                        "",
                        "",
                        message.isEmpty() ? "Imported from " + source : message,
                        name(query));
        Images images = gate.engine().images();
        ProgressLines lines = new ProgressLines(request.exchange());
        try (InputStream in = open(source, request, lines);
                InputStream tar = Compression.decompress(new BufferedInputStream(in, 1 << 16))) {
            Image image = images.make(wanted, tar::transferTo);
            images.announce("import", image);
            lines.status("", image.id().toString());
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private static Platform platform(Query query) {
        Platform asked = Platforms.parseOrNull(query.text("platform", ""));
        if (asked != null && !asked.os().equals("linux")) {
            throw EngineException.invalid("operating system is not supported");
        }
        return asked == null ? Platform.current() : asked;
    }

    private static @Nullable ImageReference name(Query query) {
        String repository = query.text("repo", "");
        if (repository.isEmpty()) {
            return null;
        }
        ImageReference name = References.parse(repository, query.text("tag", ""));
        if (name.digest() != null) {
            throw EngineException.invalid("cannot import digest reference");
        }
        return name.withDefaultTag();
    }

    private static InputStream open(String source, Request request, ProgressLines lines)
            throws IOException, InterruptedException {
        if (source.equals("-")) {
            return request.exchange().body();
        }
        URI uri = uri(source);
        lines.status("", "Downloading from " + uri);
        HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                throw new IOException("%s: status code %d".formatted(uri, response.statusCode()));
            }
            return new Fetched(response.body(), client);
        } catch (IOException | InterruptedException e) {
            client.shutdownNow();
            throw e;
        }
    }

    /// A body that ends its client with it.
    private static final class Fetched extends FilterInputStream {
        private final HttpClient client;

        Fetched(InputStream body, HttpClient client) {
            super(body);
            this.client = client;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                client.shutdownNow();
            }
        }
    }

    private static URI uri(String source) {
        try {
            URI uri = URI.create(source.contains("://") ? source : "http://" + source);
            if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                throw EngineException.invalid(
                        "unsupported protocol scheme \"%s\"".formatted(uri.getScheme()));
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "invalid URL: " + e.getMessage(), e);
        }
    }
}
