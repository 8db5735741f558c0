package dev.gantry.engine.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A container, as networks see it.
///
/// @param hostname as it was asked for; empty for the short id
/// @param ports it publishes
public record Occupant(String id, String name, String hostname, List<PortRequest> ports) {
    private static final int SHORT = 12;

    public Occupant {
        ports = List.copyOf(ports);
    }

    /// What it is called in a network, its own name first.
    public List<String> names(Wish wish) {
        Set<String> names = new LinkedHashSet<>();
        names.add(name);
        names.addAll(wish.aliasesOrNone());
        names.add(id.substring(0, SHORT));
        if (!hostname.isEmpty()) {
            names.add(hostname);
        }
        return new ArrayList<>(names);
    }
}
