package dev.gantry.oci.registry;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds repositories by words, where a registry offers that (Docker Hub's API, version 1).
final class Search {
    private final Conversation conversation;

    Search(Conversation conversation) {
        this.conversation = conversation;
    }

    List<SearchResult> run(Endpoint endpoint, String term, int limit, Credentials credentials)
            throws IOException, InterruptedException {
        Ask ask =
                Ask.get(endpoint.search("q=" + Queries.encoded(term) + "&n=" + limit))
                        .with("X-Docker-Token", "true");
        Conversation.Reply reply = conversation.plain(ask, credentials);
        if (reply.status() != 200) {
            reply.discard();
            throw new RegistryException(
                    reply.status() >= 500
                            ? RegistryException.Kind.UNAVAILABLE
                            : RegistryException.Kind.PROTOCOL,
                    "Unexpected status code " + reply.status());
        }
        byte[] body = reply.bytes();
        try {
            List<SearchResult> results = new ArrayList<>();
            if (Json.parse(body) instanceof JsonValue.Obj answer) {
                for (JsonValue result : answer.list("results")) {
                    if (result instanceof JsonValue.Obj fields && results.size() < limit) {
                        results.add(result(fields));
                    }
                }
            }
            return results;
        } catch (JsonException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "error decoding registry search results: " + e.getMessage(),
                    e);
        }
    }

    private static SearchResult result(JsonValue.Obj fields) {
        return new SearchResult(
                fields.text("name", ""),
                fields.text("description", ""),
                number(fields, "star_count"),
                truth(fields, "is_official"),
                truth(fields, "is_automated"));
    }

    private static long number(JsonValue.Obj fields, String name) {
        return fields.get(name).orElse(new JsonValue.Null()) instanceof JsonValue.Num number
                ? (long) number.doubleValue()
                : 0;
    }

    private static boolean truth(JsonValue.Obj fields, String name) {
        return fields.get(name).orElse(new JsonValue.Null())
                        instanceof JsonValue.Bool(boolean value)
                && value;
    }
}
