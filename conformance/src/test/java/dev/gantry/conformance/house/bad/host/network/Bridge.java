package dev.gantry.conformance.house.bad.host.network;

public record Bridge(String name) {}
