package dev.gantry.cli.container;

import dev.gantry.api.client.DockerClient;
import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.value.Member;
import java.io.Closeable;
import java.io.IOException;

/// Waits for a container's end. The daemon has begun to wait when this exists, so that no end is
/// missed that comes soon.
final class ExitWait implements Closeable {
    private final Response response;

    private ExitWait(Response response) {
        this.response = response;
    }

    /// @param condition `next-exit`, `removed`, or empty for "not running"
    static ExitWait begin(DockerClient client, String container, String condition)
            throws IOException {
        return new ExitWait(
                client.send(
                        Request.post("/containers/" + container + "/wait")
                                .queryIf("condition", condition)));
    }

    /// The exit status.
    ///
    /// @throws ExitException with status 125 when the daemon cannot tell
    int status() throws ExitException {
        JsonValue.Obj answer = answer();
        String failure = Member.text(answer.object("Error"), "Message");
        if (!failure.isEmpty()) {
            throw new ExitException(125, "Error waiting for container: " + failure);
        }
        return (int) Member.number(answer, "StatusCode");
    }

    private JsonValue.Obj answer() throws ExitException {
        try {
            if (response.json() instanceof JsonValue.Obj answer) {
                return answer;
            }
        } catch (IOException e) {
            throw new ExitException(125, "Error waiting for container: " + e.getMessage());
        }
        throw new ExitException(125, "Error waiting for container: no answer");
    }

    @Override
    public void close() throws IOException {
        response.close();
    }
}
