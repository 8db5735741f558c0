/// The C functions and kernel structures we use, as typed Java: the only user of
/// `java.lang.foreign`.
///
/// One method a function; it takes typed arguments, throws {@link dev.gantry.linux.LinuxException}
/// with call, subject and errno, and decides nothing. What may wait long (pipes, sockets,
/// terminals, processes) goes through {@link dev.gantry.linux.Poller}, so that a virtual thread
/// parks instead of holding its carrier. What differs between x86-64 and arm64 stands in {@link
/// dev.gantry.linux.Architecture} and nowhere else.
///
/// Must not know: what a container is. Read {@link dev.gantry.linux.Fd} and `Frame` first.
@NullMarked
package dev.gantry.linux;

import org.jspecify.annotations.NullMarked;
