/// The shape of the Docker Engine API (v1.24 to v1.51): its documents as records, its stream
/// formats, and a client.
///
/// Records here are as the wire is: nullable where Docker's JSON may be absent or `null`, in
/// Docker's order, with Docker's names. What they mean is decided elsewhere: `daemon` turns them
/// into what the engine understands, `cli` and `compose` fill and print them. Must not know: the
/// engine, the kernel.
@NullMarked
package dev.gantry.api;

import org.jspecify.annotations.NullMarked;
