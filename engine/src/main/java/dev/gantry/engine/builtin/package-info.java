/// The two images every engine starts with, so that the first command works with no registry:
/// `gantry/hello` and `gantry/busybox`. They are composed here, from a program this room writes
/// itself and from the host's own busybox. Read {@link dev.gantry.engine.builtin.BuiltinImages}.
@NullMarked
package dev.gantry.engine.builtin;

import org.jspecify.annotations.NullMarked;
