package dev.gantry.daemon.route;

import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.CredentialsWire;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.Platforms;
import dev.gantry.daemon.wire.ProgressWire;
import dev.gantry.daemon.wire.References;
import dev.gantry.daemon.wire.RegistryWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.image.Transfers;
import dev.gantry.http.Query;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.registry.Credentials;
import java.io.IOException;
import java.util.List;

/// What is done with registries: pull, push, search, login, looking a name up.
final class RegistryRoutes {
    private static final int MOST_RESULTS = 100;
    private static final int USUAL_RESULTS = 25;

    private final EngineGate gate;

    RegistryRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("POST", "/auth", this::login);
        router.add("GET", "/images/search", this::search);
        router.add("POST", "/images/{name...}/push", this::push);
        router.add("GET", "/distribution/{name...}/json", this::find);
    }

    /// `POST /images/create` with `fromImage`.
    void pull(Request request) throws Exception {
        Query query = request.query();
        ImageReference reference =
                References.parse(query.text("fromImage", ""), query.text("tag", ""));
        Platform platform = Platforms.parseOrNull(query.text("platform", ""));
        Credentials credentials = credentials(request);
        Transfers transfers = gate.engine().images().transfers();
        ProgressLines lines = new ProgressLines(request.exchange());
        try (var _ = request.interruptedWhenGone()) {
            if (reference.tag() == null && reference.digest() == null) {
                transfers.pullAll(reference, platform, credentials, lines);
            } else {
                transfers.pull(reference, platform, credentials, lines);
            }
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private void push(Request request) throws Exception {
        String tag = request.query().text("tag", "");
        ImageReference named = References.parse(request.parameter("name"), tag);
        if (named.digest() != null) {
            throw EngineException.invalid("cannot push a digest reference");
        }
        Platform platform = Platforms.parseOrNull(request.query().text("platform", ""));
        Credentials credentials = credentials(request);
        Transfers transfers = gate.engine().images().transfers();
        ProgressLines lines = new ProgressLines(request.exchange());
        lines.status("", "The push refers to repository [" + named.familiarName() + "]");
        try (var _ = request.interruptedWhenGone()) {
            List<ImageReference> tags =
                    named.tag() == null ? transfers.tagsOf(named) : List.of(named);
            for (ImageReference one : tags) {
                pushed(lines, one, transfers.push(one, platform, credentials, lines));
            }
        } catch (IOException | EngineException e) {
            lines.fail(e);
        }
    }

    private static void pushed(ProgressLines lines, ImageReference tag, Descriptor root) {
        String name = String.valueOf(tag.tag());
        lines.status("", "%s: digest: %s size: %d".formatted(name, root.digest(), root.size()));
        lines.write(ProgressWire.pushed(name, root));
    }

    private void search(Request request) throws Exception {
        Query query = request.query();
        Filters filters = Filters.parse(query.text("filters", ""), RegistryWire.SEARCH_FILTERS);
        Integer limit = request.number("limit");
        int most = limit == null || limit == 0 ? USUAL_RESULTS : limit;
        if (most < 1 || most > MOST_RESULTS) {
            throw EngineException.invalid(
                    "limit %d is outside the range of [1, %d]".formatted(most, MOST_RESULTS));
        }
        RegistryWire.checkSearch(filters);
        try (var _ = request.interruptedWhenGone()) {
            request.json(
                    200,
                    RegistryWire.results(
                            gate.engine()
                                    .images()
                                    .registries()
                                    .search(query.text("term", ""), most, credentials(request)),
                            filters));
        }
    }

    private void login(Request request) throws Exception {
        RegistryWire.Login login = RegistryWire.login(Bodies.json(request.exchange()));
        try (var _ = request.interruptedWhenGone()) {
            String identity =
                    gate.engine().images().registries().login(login.domain(), login.credentials());
            request.json(
                    200,
                    JsonValue.object()
                            .put("IdentityToken", identity)
                            .put("Status", "Login Succeeded")
                            .build());
        }
    }

    private void find(Request request) throws Exception {
        ImageReference reference = References.parse(request.parameter("name"), "");
        try (var _ = request.interruptedWhenGone()) {
            request.json(
                    200,
                    RegistryWire.found(
                            gate.engine()
                                    .images()
                                    .registries()
                                    .find(reference, credentials(request))));
        }
    }

    private static Credentials credentials(Request request) {
        return CredentialsWire.parse(request.exchange().header("X-Registry-Auth").orElse(""));
    }
}
