/// The formats in which the API streams what is no single document: the frames that keep the two
/// outputs of a container apart on one connection.
///
/// Daemon and client use the same code. Must not know: where the bytes come from, HTTP. Read {@link
/// dev.gantry.api.stream.StdFrames}.
@NullMarked
package dev.gantry.api.stream;

import org.jspecify.annotations.NullMarked;
