/// Wires containers to networks on this machine: bridges, veth pairs, addresses, NAT, published
/// ports.
///
/// The front door is {@link dev.gantry.host.network.HostNetworks}. A driver such as {@link
/// dev.gantry.host.network.BridgeDriver} turns what is wanted and what was observed into a list of
/// {@link dev.gantry.host.network.Step}s that print one a line; a runner carries them out over
/// rtnetlink and libnftables. Objects in the kernel carry our ids (link alias, comment of a map's
/// element), so what a crash left is found again.
///
/// Only our own table of the packet filter is written. A packet must pass every table, so where
/// somebody else's `FORWARD` chain has the policy `drop` (Docker's, a firewall's), containers reach
/// nothing beyond their bridge until that chain accepts our bridges, e.g. `iptables -I DOCKER-USER
/// -i gantry0 -j ACCEPT` and the same with `-o`.
///
/// Must not know: storage, runtimes, what a container is.
@NullMarked
package dev.gantry.host.network;

import org.jspecify.annotations.NullMarked;
