package dev.gantry.daemon.route;

import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.daemon.wire.Filters;
import dev.gantry.daemon.wire.HostDefaults;
import dev.gantry.daemon.wire.UpdateWire;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.ContainerId;
import dev.gantry.engine.container.Containers;
import dev.gantry.engine.container.Top;
import dev.gantry.engine.container.Wait;
import dev.gantry.host.storage.Change;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Containers, but for their creation and their streams.
final class ContainerRoutes {
    private final EngineGate gate;

    ContainerRoutes(EngineGate gate) {
        this.gate = gate;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/json", this::list);
        router.add("POST", "/containers/prune", this::prune);
        router.add("GET", "/containers/{id}/json", this::inspect);
        router.add("POST", "/containers/{id}/start", this::start);
        router.add("POST", "/containers/{id}/stop", this::stop);
        router.add("POST", "/containers/{id}/restart", this::restart);
        router.add("POST", "/containers/{id}/kill", this::kill);
        router.add("POST", "/containers/{id}/pause", this::pause);
        router.add("POST", "/containers/{id}/unpause", this::unpause);
        router.add("POST", "/containers/{id}/wait", this::await);
        router.add("POST", "/containers/{id}/rename", this::rename);
        router.add("POST", "/containers/{id}/update", this::update);
        router.add("POST", "/containers/{id}/resize", this::resize);
        router.add("GET", "/containers/{id}/top", this::top);
        router.add("GET", "/containers/{id}/changes", this::changes);
        router.add("GET", "/containers/{id}/export", this::export);
        router.add("DELETE", "/containers/{id}", this::remove);
    }

    private Containers containers() throws InterruptedException {
        return gate.engine().containers();
    }

    private void list(Request request) throws Exception {
        Integer limit = request.number("limit");
        ContainerView view = new ContainerView(gate.engine(), request.query().flag("size"));
        request.json(
                200,
                view.all(
                        request.query().text("filters", ""),
                        request.query().flag("all"),
                        limit == null ? 0 : limit));
    }

    private void inspect(Request request) throws Exception {
        ContainerDocument container = containers().require(request.id());
        ContainerView view = new ContainerView(gate.engine(), request.query().flag("size"));
        request.json(200, view.one(container));
    }

    private void start(Request request) throws Exception {
        if (request.exchange().body().read() >= 0) {
            throw EngineException.invalid(
                    "starting container with non-empty request body was deprecated since API v1.22"
                            + " and removed in v1.24");
        }
        containers().start(request.id());
        ConsoleSize.apply(containers(), request.id());
        request.empty(204);
    }

    private void stop(Request request) throws Exception {
        Integer seconds = request.number("t");
        containers().stop(request.id(), seconds, signal(request));
        request.empty(204);
    }

    private void restart(Request request) throws Exception {
        Integer seconds = request.number("t");
        containers().restart(request.id(), seconds, signal(request));
        request.empty(204);
    }

    /// Older versions have no such parameter.
    private static @Nullable String signal(Request request) {
        return request.version().isAtLeast(42) ? request.given("signal") : null;
    }

    private void kill(Request request) throws Exception {
        containers().kill(request.id(), request.query().text("signal", ""));
        request.empty(204);
    }

    private void pause(Request request) throws Exception {
        containers().pause(request.id());
        request.empty(204);
    }

    private void unpause(Request request) throws Exception {
        containers().unpause(request.id());
        request.empty(204);
    }

    /// The head is sent at once: it tells the client that it waits from now on.
    private void await(Request request) throws Exception {
        Wait.Condition condition = condition(request.query().text("condition", ""));
        try (Wait wait = containers().await(request.id(), condition);
                OutputStream out = request.lines()) {
            out.flush();
            Wait.Outcome outcome = join(request, wait);
            if (outcome != null) {
                out.write(Request.line(outcome(outcome)));
            }
        }
    }

    /// @return `null` when the client has gone
    private static Wait.@Nullable Outcome join(Request request, Wait wait) {
        try (var _ = request.interruptedWhenGone()) {
            return wait.join();
        } catch (InterruptedException e) {
            return null;
        }
    }

    private static Wait.Condition condition(String text) {
        return switch (text) {
            case "", "not-running" -> Wait.Condition.NOT_RUNNING;
            case "next-exit" -> Wait.Condition.NEXT_EXIT;
            case "removed" -> Wait.Condition.REMOVED;
            default -> throw EngineException.invalid("invalid condition: \"%s\"".formatted(text));
        };
    }

    private static JsonValue outcome(Wait.Outcome outcome) {
        JsonValue.Builder object = JsonValue.object().put("StatusCode", outcome.code());
        String error = outcome.error();
        return (error == null || error.isEmpty()
                        ? object
                        : object.put("Error", JsonValue.object().put("Message", error).build()))
                .build();
    }

    private void rename(Request request) throws Exception {
        String name = request.given("name");
        if (name == null) {
            throw EngineException.invalid("Neither old nor new names may be empty");
        }
        containers().rename(request.id(), name);
        request.empty(204);
    }

    private void update(Request request) throws Exception {
        JsonValue body = Bodies.json(request.exchange());
        UpdateWire update;
        try {
            update =
                    UpdateWire.parse(
                            body,
                            request.version(),
                            HostDefaults.of(gate.engine().facts(), gate.engine().log()));
        } catch (JsonException e) {
            throw Bodies.invalid(e);
        }
        containers().update(request.id(), update::of);
        List<String> warnings = update.warnings();
        request.json(
                200,
                JsonValue.object()
                        .put("Warnings", warnings.isEmpty() ? null : (Object) warnings)
                        .build());
    }

    private void resize(Request request) throws Exception {
        Sizes size = Sizes.of(request.query());
        containers().resize(request.id(), size.rows(), size.columns());
        request.empty(200);
    }

    private void top(Request request) throws Exception {
        Top top = containers().top(request.id(), request.query().text("ps_args", ""));
        request.json(
                200,
                JsonValue.object()
                        .put(
                                "Processes",
                                top.processes().isEmpty() ? null : (Object) top.processes())
                        .put("Titles", top.titles())
                        .build());
    }

    private void changes(Request request) throws Exception {
        List<JsonValue> changes =
                containers().changes(request.id()).stream().map(ContainerRoutes::change).toList();
        request.json(200, changes.isEmpty() ? null : changes);
    }

    private static JsonValue change(Change change) {
        return JsonValue.object()
                .put("Path", change.text())
                .put("Kind", change.kind().number())
                .build();
    }

    private void remove(Request request) throws Exception {
        boolean force = request.query().flag("force");
        if (request.query().flag("link")) {
            throw EngineException.notBuiltYet("links");
        }
        containers().remove(request.id(), force, request.query().flag("v"));
        request.empty(204);
    }

    private void export(Request request) throws Exception {
        Containers containers = containers();
        containers.require(request.id());
        try (OutputStream out = request.exchange().stream(200, "application/x-tar")) {
            containers.export(request.id(), out);
        }
    }

    private void prune(Request request) throws Exception {
        Filters filters =
                Filters.parse(
                        request.query().text("filters", ""), Set.of("until", "label", "label!"));
        Instant until = filters.until();
        Containers.Pruned pruned =
                containers()
                        .prune(container ->
                                (until == null || container.created().isBefore(until))
                                        && filters.labelsFit(container.spec().labels()));
        List<String> removed = pruned.removed().stream().map(ContainerId::hex).toList();
        request.json(
                200,
                JsonValue.object()
                        .put("ContainersDeleted", removed.isEmpty() ? null : (Object) removed)
                        .put("SpaceReclaimed", pruned.bytes())
                        .build());
    }
}
