/// Bad on purpose: processes of its own, another scoped value, a future, a name that says nothing.
@NullMarked
package dev.gantry.conformance.house.bad.engine.container;

import org.jspecify.annotations.NullMarked;
