package dev.gantry.daemon.wire;

import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerDocument;
import dev.gantry.engine.container.ContainerDocument.Status;
import dev.gantry.engine.container.ContainerMounts;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.container.Health;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Which containers a list is to have.
public final class ContainerFilter {
    private static final Set<String> KNOWN =
            Set.of(
                    "ancestor",
                    "before",
                    "exited",
                    "expose",
                    "health",
                    "id",
                    "is-task",
                    "isolation",
                    "label",
                    "name",
                    "network",
                    "publish",
                    "since",
                    "status",
                    "volume");
    private static final List<String> STATES =
            List.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
    private static final List<String> HEALTHS = List.of("none", "starting", "healthy", "unhealthy");

    private final Filters filters;
    private final boolean all;
    private final Lookup lookup;

    /// What other things references in filters lead to.
    ///
    /// @param created when a container was made; throws when there is none
    /// @param health by container id; empty without a health check
    /// @param image the id of an image, or the reference itself when there is none
    public record Lookup(
            Function<String, Instant> created,
            Function<String, String> image,
            Function<String, Optional<Health>> health) {}

    private ContainerFilter(Filters filters, boolean all, Lookup lookup) {
        this.filters = filters;
        this.all = all;
        this.lookup = lookup;
    }

    /// @param filters as they came
    /// @param all also those that do not run
    public static ContainerFilter of(String filters, boolean all, Lookup lookup) {
        Filters parsed = Filters.parse(filters, KNOWN);
        requireOneOf(parsed, "status", STATES, "state");
        requireOneOf(parsed, "health", HEALTHS, "health");
        for (String code : parsed.all("exited")) {
            if (!code.matches("-?[0-9]{1,9}")) {
                throw EngineException.invalid(
                        "invalid filter 'exited=%s': strconv.Atoi: parsing \"%s\": invalid syntax"
                                .formatted(code, code));
            }
        }
        parsed.all("publish").forEach(ContainerFilter::requirePort);
        parsed.all("expose").forEach(ContainerFilter::requirePort);
        boolean _ = parsed.flag("is-task", false);
        for (String name : List.of("before", "since")) {
            parsed.all(name).forEach(other -> requireMade(lookup, other));
        }
        boolean isAll = all || parsed.has("status") || parsed.has("exited");
        return new ContainerFilter(parsed, isAll, lookup);
    }

    private static void requireOneOf(
            Filters filters, String name, List<String> values, String what) {
        for (String value : filters.all(name)) {
            if (!values.contains(value)) {
                throw EngineException.invalid(
                        "invalid filter '%s=%s': invalid value for %s (%s): must be one of %s"
                                .formatted(name, value, what, value, String.join(", ", values)));
            }
        }
    }

    private static void requireMade(Lookup lookup, String container) {
        Instant _ = lookup.created.apply(container);
    }

    private static void requirePort(String text) {
        Set<String> _ = PortWire.exposed(List.of(text));
    }

    public boolean accepts(ContainerDocument container) {
        return (all || isRunning(container))
                && isMeant(container)
                && stateFits(container)
                && placeFits(container)
                && ageFits(container);
    }

    private static boolean isRunning(ContainerDocument container) {
        return container.isAlive() || container.state().status() == Status.RESTARTING;
    }

    private boolean isMeant(ContainerDocument container) {
        return filters.matches("id", container.id())
                && (filters.matches("name", container.name())
                        || filters.matches("name", "/" + container.name()))
                && filters.labelsFit(container.spec().labels())
                && filters.fits(
                        "ancestor", image -> lookup.image.apply(image).equals(container.image()));
    }

    private boolean stateFits(ContainerDocument container) {
        Status status = container.state().status();
        return filters.fits("status", status.word()::equals)
                && filters.fits(
                        "exited",
                        code ->
                                status == Status.EXITED
                                        && Integer.parseInt(code) == container.state().exitCode())
                && filters.fits("health", health(container)::equals)
                && !filters.flag("is-task", false);
    }

    private String health(ContainerDocument container) {
        return HealthWire.word(lookup.health.apply(container.id()).orElse(null));
    }

    private boolean placeFits(ContainerDocument container) {
        ContainerSpec.Network network = container.spec().network();
        return filters.fits(
                        "network",
                        wanted ->
                                container.places().wishes().stream()
                                        .anyMatch(wish ->
                                                wish.network().equals(wanted)
                                                        || wish.networkId().startsWith(wanted)))
                && filters.fits(
                        "publish",
                        wanted ->
                                network.ports().stream()
                                        .anyMatch(port ->
                                                isPort(wanted, port.port(), port.protocol())))
                && filters.fits(
                        "expose",
                        wanted ->
                                network.exposed().stream()
                                        .anyMatch(port ->
                                                PortWire.exposed(List.of(wanted)).contains(port)))
                && filters.fits("volume", wanted -> mounts(container, wanted));
    }

    private static boolean isPort(String wanted, int port, String protocol) {
        return PortWire.exposed(List.of(wanted)).contains(port + "/" + protocol);
    }

    private static boolean mounts(ContainerDocument container, String wanted) {
        ContainerMounts mounts = container.spec().mounts();
        return mounts.isTarget(wanted)
                || mounts.binds().stream().anyMatch(bind -> bind.source().equals(wanted))
                || mounts.volumes().stream().anyMatch(volume -> volume.name().equals(wanted));
    }

    private boolean ageFits(ContainerDocument container) {
        return filters.fits(
                        "before",
                        other -> container.created().isBefore(lookup.created.apply(other)))
                && filters.fits(
                        "since", other -> container.created().isAfter(lookup.created.apply(other)));
    }
}
