/// The name server a container finds at 127.0.0.11, inside its own network namespace.
///
/// {@link dev.gantry.host.network.dns.NameServers} is the front door: one {@link
/// dev.gantry.host.network.dns.NameServer} a sandbox, which asks a {@link
/// dev.gantry.host.network.dns.NameSource} what names mean and passes on what it does not know.
/// dnsjava is the codec, and nothing else.
///
/// Must not know: what a container or a network is.
@NullMarked
package dev.gantry.host.network.dns;

import org.jspecify.annotations.NullMarked;
