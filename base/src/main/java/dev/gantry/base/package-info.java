/// What every room needs and no library gives: tasks that end together, the current call, ids, and
/// JSON with Go's rules.
///
/// Must not know: anything of containers, HTTP or the kernel. The list of types is closed at
/// twelve; a thirteenth needs a decision record. Read {@link dev.gantry.base.Tasks} and {@link
/// dev.gantry.base.Json} first.
@NullMarked
package dev.gantry.base;

import org.jspecify.annotations.NullMarked;
