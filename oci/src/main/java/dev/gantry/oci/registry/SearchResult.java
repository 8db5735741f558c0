package dev.gantry.oci.registry;

/// A repository a search has found.
public record SearchResult(
        String name, String description, long stars, boolean isOfficial, boolean isAutomated) {}
