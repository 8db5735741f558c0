package dev.gantry.engine.network;

/// A port to publish.
///
/// @param hostIp empty for all addresses
/// @param hostPort 0 for any free one
/// @param lastHostPort the end of the range to choose from; the same as `hostPort` for just that
public record PortRequest(
        int port, String protocol, String hostIp, int hostPort, int lastHostPort) {}
