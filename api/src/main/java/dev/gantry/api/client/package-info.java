/// A client of the Engine API: HTTP/1.1 over a unix socket, TCP or TLS, with nothing to load that a
/// short-lived process does not need.
///
/// Blocking calls, connections kept while they are good, error documents as {@link
/// dev.gantry.api.client.ApiException}. Must not know: what the answers mean, terminals, flags.
/// Read {@link dev.gantry.api.client.DockerClient} and {@link dev.gantry.api.client.Request}.
@NullMarked
package dev.gantry.api.client;

import org.jspecify.annotations.NullMarked;
