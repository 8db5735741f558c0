package dev.gantry.daemon.wire;

import dev.gantry.base.JsonValue;
import dev.gantry.engine.event.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

/// Events as JSON, and which of them a listener wants.
public final class EventWire {
    private static final Set<String> KNOWN =
            Set.of(
                    "config",
                    "container",
                    "daemon",
                    "event",
                    "image",
                    "label",
                    "network",
                    "node",
                    "plugin",
                    "scope",
                    "secret",
                    "service",
                    "type",
                    "volume");

    private EventWire() {}

    public static JsonValue json(Event event) {
        JsonValue.Builder object = JsonValue.object();
        boolean isContainer = event.type().equals("container");
        if (isContainer || event.type().equals("image")) {
            object.put("status", event.action()).put("id", event.id());
        }
        if (isContainer && event.attributes().containsKey("image")) {
            object.put("from", event.attributes().get("image"));
        }
        long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, event.at());
        return object.put("Type", event.type())
                .put("Action", event.action())
                .put(
                        "Actor",
                        JsonValue.object()
                                .put("ID", event.id())
                                .put("Attributes", event.attributes())
                                .build())
                .put("scope", "local")
                .put("time", event.at().getEpochSecond())
                .put("timeNano", nanos)
                .build();
    }

    public static Filters filters(String text) {
        Filters filters = Filters.parse(text, KNOWN);
        filters.refuse(Set.of("config", "daemon", "node", "plugin", "secret", "service", "volume"));
        return filters;
    }

    public static boolean accepts(Filters filters, Event event) {
        return filters.fits("type", event.type()::equals)
                && filters.fits("event", action -> isAction(event, action))
                && filters.fits("scope", "local"::equals)
                && isOf(filters, event, "container")
                && isOf(filters, event, "image")
                && isOf(filters, event, "network")
                && filters.labelsFit(event.attributes());
    }

    /// `exec_create: ls` is an `exec_create`.
    private static boolean isAction(Event event, String wanted) {
        return event.action().equals(wanted) || event.action().startsWith(wanted + ":");
    }

    /// By id, its beginning, or name. A container's event also is of its image.
    private static boolean isOf(Filters filters, Event event, String type) {
        if (!filters.has(type)) {
            return true;
        }
        Map<String, String> attributes = event.attributes();
        if (!event.type().equals(type)) {
            String related = attributes.getOrDefault(type, "");
            return !related.isEmpty() && filters.fits(type, wanted -> isNamed(related, wanted));
        }
        String name = attributes.getOrDefault("name", "");
        return filters.fits(type, wanted -> event.id().startsWith(wanted) || isNamed(name, wanted));
    }

    /// An image is also known by its name without the tag.
    private static boolean isNamed(String name, String wanted) {
        int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
        return name.equals(wanted) || (tag > 0 && name.substring(0, tag).equals(wanted));
    }
}
