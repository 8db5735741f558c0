package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All containers, by id and by name. One lock, held for a look only.
final class Registry {
    private final Map<String, Container> byId = new HashMap<>();
    private final Map<String, String> idByName = new HashMap<>();

    synchronized void add(Container container) {
        byId.put(container.id(), container);
        idByName.put(container.document().name(), container.id());
    }

    /// Takes a name for a container that is being made.
    ///
    /// @throws EngineException when it is taken
    synchronized void reserve(String name, String id) {
        String owner = idByName.putIfAbsent(name, id);
        if (owner != null) {
            throw EngineException.conflict(
                    "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have to remove (or rename) that container to be able to reuse that name."
                            .formatted(name, owner));
        }
    }

    synchronized boolean isTaken(String name) {
        return idByName.containsKey(name);
    }

    synchronized void release(String name) {
        idByName.remove(name);
    }

    synchronized void forget(ContainerDocument document) {
        byId.remove(document.id());
        idByName.remove(document.name(), document.id());
    }

    synchronized Optional<Container> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized boolean has(String id) {
        return byId.containsKey(id);
    }

    /// Newest first.
    synchronized List<Container> all() {
        List<Container> all = new ArrayList<>(byId.values());
        all.sort(
                Comparator.comparing((Container container) -> container.document().created())
                        .reversed());
        return all;
    }

    /// By id, by name with or without a slash, by the beginning of an id.
    synchronized Container require(String reference) {
        Container whole = byId.get(reference);
        if (whole != null) {
            return whole;
        }
        String name = reference.startsWith("/") ? reference.substring(1) : reference;
        Container named = byId.get(idByName.getOrDefault(name, ""));
        if (named != null) {
            return named;
        }
        List<Container> begun =
                byId.values().stream()
                        .filter(container ->
                                !reference.isEmpty() && container.id().startsWith(reference))
                        .toList();
        if (begun.size() > 1) {
            throw EngineException.invalid("multiple IDs found with provided prefix: " + reference);
        }
        if (begun.isEmpty()) {
            throw EngineException.noSuchContainer(reference);
        }
        return begun.getFirst();
    }
}
