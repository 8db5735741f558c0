package dev.gantry.api.client;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// An answer whose head has arrived and whose body is read as it comes. Closing it gives the
/// connection back when the body was read to its end, and breaks it off otherwise.
public final class Response implements Closeable {
    private final Head head;
    private final Bodies.Framed body;
    private final Connection connection;
    private final @Nullable DockerClient keeper;

    /// @param keeper who takes the connection back; null when it is good for one answer only
    Response(Head head, Bodies.Framed body, Connection connection, @Nullable DockerClient keeper) {
        this.head = head;
        this.body = body;
        this.connection = connection;
        this.keeper = keeper;
    }

    public int status() {
        return head.status();
    }

    /// A header by its name in lower case, or nothing.
    public String header(String name) {
        return head.header(name);
    }

    public InputStream body() {
        return body;
    }

    public byte[] bytes() throws IOException {
        return body.readAllBytes();
    }

    public JsonValue json() throws IOException {
        return Json.parse(bytes());
    }

    /// The documents of a stream of progress or events.
    public Json.Documents documents() {
        return Json.documents(body);
    }

    @Override
    public void close() throws IOException {
        if (body.ended && keeper != null) {
            keeper.keep(connection);
        } else {
            connection.close();
        }
    }
}
