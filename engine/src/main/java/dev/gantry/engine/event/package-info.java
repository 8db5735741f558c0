/// What happens, told to whoever listens. Read {@link dev.gantry.engine.event.Events} first.
@NullMarked
package dev.gantry.engine.event;

import org.jspecify.annotations.NullMarked;
