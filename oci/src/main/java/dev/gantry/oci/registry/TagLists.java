package dev.gantry.oci.registry;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The tags of a repository, page by page.
final class TagLists {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final int MOST_PAGES = 200;

    private final Conversation conversation;
    private final Patience patience;

    TagLists(Conversation conversation, Patience patience) {
        this.conversation = conversation;
        this.patience = patience;
    }

    List<String> of(Endpoint endpoint, ImageReference repository, Credentials credentials)
            throws IOException, InterruptedException {
        List<String> tags = new ArrayList<>();
        URI page = endpoint.tags();
        for (int i = 0; page != null && i < MOST_PAGES; i++) {
            URI at = page;
            Conversation.Reply reply =
                    patience.run(() ->
                            conversation.ask(
                                    endpoint,
                                    Ask.get(at),
                                    Scope.pull(endpoint.repository()),
                                    credentials));
            tags.addAll(parse(repository, reply.document(repository, false)));
            Matcher next = NEXT.matcher(reply.header("Link"));
            page = next.find() ? following(at, next.group(1)) : null;
        }
        return List.copyOf(tags);
    }

    private static List<String> parse(ImageReference ref, byte[] body) throws RegistryException {
        try {
            List<String> tags = new ArrayList<>();
            if (Json.parse(body) instanceof JsonValue.Obj answer) {
                for (JsonValue tag : answer.list("tags")) {
                    if (tag instanceof JsonValue.Str(String text)) {
                        tags.add(text);
                    }
                }
            }
            return tags;
        } catch (JsonException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "tags of %s: %s".formatted(ref.familiarName(), e.getMessage()),
                    e);
        }
    }

    private static URI following(URI page, String link) throws RegistryException {
        try {
            URI next = page.resolve(link);
            if (Endpoint.sameServer(page, next)) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            throw badLink(page, e);
        }
        throw badLink(page, null);
    }

    private static RegistryException badLink(URI page, @Nullable Throwable e) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": the next page is elsewhere".formatted(Http.shown(page)),
                e);
    }
}
