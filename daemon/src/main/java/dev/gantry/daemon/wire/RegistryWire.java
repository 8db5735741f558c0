package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Registries;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.SearchResult;
import java.util.List;
import java.util.Set;

/// Logins, searches and look-ups as clients write and read them.
public final class RegistryWire {
    public static final Set<String> SEARCH_FILTERS = Set.of("is-automated", "is-official", "stars");

    private RegistryWire() {}

    /// Whom to log in where.
    ///
    /// @param domain such as `docker.io`
    public record Login(String domain, Credentials credentials) {}

    public static Login login(JsonValue body) {
        if (!(body instanceof JsonValue.Obj fields)) {
            throw EngineException.invalid("invalid JSON: it is no object");
        }
        return new Login(domain(fields.text("serveraddress", "")), CredentialsWire.of(fields));
    }

    /// The host of `https://index.docker.io/v1/`, `registry.example:5000` and the like.
    static String domain(String server) {
        String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        if (host.isEmpty() || host.equals("index.docker.io") || host.equals("docker.io")) {
            return ImageReference.DEFAULT_DOMAIN;
        }
        if (!host.matches("[a-zA-Z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:]+](:[0-9]{1,5})?")) {
            throw EngineException.invalid("invalid registry address: " + host);
        }
        return host;
    }

    /// @throws EngineException when a filter has a value it cannot have
    public static void checkSearch(Filters filters) {
        filters.flag("is-automated", false);
        filters.flag("is-official", false);
        for (String stars : filters.all("stars")) {
            if (!stars.matches("[0-9]{1,9}")) {
                throw EngineException.invalid("invalid filter 'stars=%s'".formatted(stars));
            }
        }
    }

    /// The results that fit the filters.
    public static List<JsonValue> results(List<SearchResult> results, Filters filters) {
        return results.stream()
                .filter(result -> fits(result, filters))
                .map(RegistryWire::result)
                .toList();
    }

    private static boolean fits(SearchResult result, Filters filters) {
        return (!filters.has("is-automated")
                        || filters.flag("is-automated", false) == result.isAutomated())
                && (!filters.has("is-official")
                        || filters.flag("is-official", false) == result.isOfficial())
                && filters.all("stars").stream()
                        .allMatch(stars -> result.stars() >= Long.parseLong(stars));
    }

    private static JsonValue result(SearchResult result) {
        return JsonValue.object()
                .put("star_count", result.stars())
                .put("is_official", result.isOfficial())
                .put("name", result.name())
                .put("is_automated", result.isAutomated())
                .put("description", result.description())
                .build();
    }

    public static JsonValue found(Registries.Found found) {
        Descriptor root = found.descriptor();
        return JsonValue.object()
                .put(
                        "Descriptor",
                        JsonValue.object()
                                .put("mediaType", root.mediaType())
                                .put("digest", root.digest().toString())
                                .put("size", root.size())
                                .build())
                .put("Platforms", found.platforms().stream().map(RegistryWire::platform).toList())
                .build();
    }

    private static JsonValue platform(Platform platform) {
        JsonValue.Builder fields =
                JsonValue.object()
                        .put("architecture", platform.architecture())
                        .put("os", platform.os());
        String variant = platform.variant();
        return (variant == null ? fields : fields.put("variant", variant)).build();
    }
}
