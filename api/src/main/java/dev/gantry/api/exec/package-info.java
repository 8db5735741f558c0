/// Documents about commands run in containers (`docker exec`). Read {@link
/// dev.gantry.api.exec.ExecRequest} first.
@NullMarked
package dev.gantry.api.exec;

import org.jspecify.annotations.NullMarked;
