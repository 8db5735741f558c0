package dev.gantry.conformance.house.bad.linux;

public record Mounts(String target) {}
