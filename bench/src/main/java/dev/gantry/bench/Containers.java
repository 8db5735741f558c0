package dev.gantry.bench;

import dev.gantry.api.client.Request;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.util.List;

/// A container's life through the API.
final class Containers {
    private Containers() {}

    /// Creates, starts, awaits and removes one that runs `true`.
    static void live(Side side, String network) throws IOException {
        String id = create(side, network);
        side.client().call(Request.post("/containers/" + id + "/start"));
        side.client().call(Request.post("/containers/" + id + "/wait"));
        side.client().call(Request.delete("/containers/" + id));
    }

    static String create(Side side, String network) throws IOException {
        JsonValue.Obj body =
                JsonValue.object()
                        .put("Image", Ground.IMAGE)
                        .put("Cmd", List.of("true"))
                        .put("HostConfig", JsonValue.object().put("NetworkMode", network).build())
                        .build();
        return side.client().object(Request.post("/containers/create").json(body)).text("Id", "");
    }
}
