package dev.gantry.api.client;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Speaks to one daemon. Any thread may call; each call has a connection of its own while it lasts.
///
/// The API version is the newest both sides know, asked for once before the first request; a
/// version given from outside is used as it is.
public final class DockerClient implements Closeable {
    public static final String NEWEST_VERSION = "1.51";

    private final Endpoint endpoint;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private volatile @Nullable String version;

    /// @param version the API version to use, as `1.45`; null to agree on one
    public DockerClient(Endpoint endpoint, @Nullable String version) {
        this.endpoint = endpoint;
        this.version = version;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// The API version in use; asks the daemon when that is not known yet.
    public String version() throws IOException {
        String known = version;
        if (known == null) {
            known = negotiate();
            version = known;
        }
        return known;
    }

    private String negotiate() throws IOException {
        Request ping = new Request("HEAD", "/_ping", Map.of(), null);
        try (Response response = exchange(ping, "/_ping")) {
            String theirs = response.header("api-version");
            return theirs.isEmpty() || compare(theirs, NEWEST_VERSION) > 0
                    ? NEWEST_VERSION
                    : theirs;
        }
    }

    /// Orders API versions.
    static int compare(String left, String right) {
        String[] a = left.split("\\.", 2);
        String[] b = right.split("\\.", 2);
        try {
            int major = Integer.compare(Integer.parseInt(a[0]), Integer.parseInt(b[0]));
            return major != 0 || a.length < 2 || b.length < 2
                    ? major
                    : Integer.compare(Integer.parseInt(a[1]), Integer.parseInt(b[1]));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// Sends and returns as soon as the head of the answer is here.
    ///
    /// @throws ApiException when the daemon refuses
    /// @throws ConnectException when nobody answers
    public Response send(Request request) throws IOException {
        Response response = exchange(request, "/v" + version() + request.path());
        if (response.status() < 400) {
            return response;
        }
        try (response) {
            throw refusal(response.status(), response.bytes());
        }
    }

    /// Sends and reads the whole answer as JSON.
    public JsonValue json(Request request) throws IOException {
        try (Response response = send(request)) {
            return response.json();
        }
    }

    /// As {@link #json}, for answers that are an object.
    public JsonValue.Obj object(Request request) throws IOException {
        return json(request) instanceof JsonValue.Obj object ? object : new JsonValue.Obj(Map.of());
    }

    /// As {@link #json}, for answers that are an array of objects.
    public List<JsonValue.Obj> objects(Request request) throws IOException {
        List<JsonValue.Obj> objects = new ArrayList<>();
        if (json(request) instanceof JsonValue.Arr(List<JsonValue> items)) {
            for (JsonValue item : items) {
                if (item instanceof JsonValue.Obj object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    /// Sends and ignores what the answer says beyond being no refusal.
    public void call(Request request) throws IOException {
        try (Response response = send(request)) {
            response.bytes();
        }
    }

    /// Sends and takes the connection out of HTTP.
    public Hijacked hijack(Request request) throws IOException {
        String path = "/v" + version() + request.path();
        Request upgrade = request.header("Connection", "Upgrade").header("Upgrade", "tcp");
        Connection connection = Connection.open(endpoint);
        try {
            new Sender(connection, host()).send(upgrade, path);
            Head head = Head.read(connection.in());
            if (head.status() >= 400) {
                InputStream body = head.body(connection.in(), request.method());
                throw refusal(head.status(), body.readAllBytes());
            }
            return new Hijacked(connection, head.header("content-type"));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Response exchange(Request request, String path) throws IOException {
        Connection kept = takeIdle();
        if (kept != null && !(request.body() instanceof Request.Body.Streamed)) {
            try {
                return exchange(kept, request, path);
            } catch (IOException e) {
                // The daemon may have closed a kept connection at any time: once more on a new one.
                kept.close();
            }
        }
        Connection fresh = Connection.open(endpoint);
        try {
            return exchange(fresh, request, path);
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    private Response exchange(Connection connection, Request request, String path)
            throws IOException {
        new Sender(connection, host()).send(request, path);
        Head head = Head.read(connection.in());
        while (head.status() == 100) {
            head = Head.read(connection.in());
        }
        boolean keeps =
                head.keepsConnection() && !(request.body() instanceof Request.Body.Streamed);
        return new Response(
                head,
                head.body(connection.in(), request.method()),
                connection,
                keeps ? this : null);
    }

    private String host() {
        return switch (endpoint) {
            case Endpoint.Unix _ -> "localhost";
            case Endpoint.Tcp(String host, int port) -> host + ":" + port;
            case Endpoint.Tls(String host, int port, _) -> host + ":" + port;
        };
    }

    private static ApiException refusal(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        try {
            if (Json.parse(text) instanceof JsonValue.Obj document) {
                return new ApiException(status, document.text("message", text));
            }
        } catch (JsonException e) {
            // Not a daemon of ours, or something in between: its own text is all there is.
            return new ApiException(status, text.isEmpty() ? "status " + status : text);
        }
        return new ApiException(status, text);
    }

    private @Nullable Connection takeIdle() {
        synchronized (idle) {
            return idle.poll();
        }
    }

    void keep(Connection connection) {
        synchronized (idle) {
            idle.push(connection);
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection next = takeIdle(); next != null; next = takeIdle()) {
            next.close();
        }
    }
}
