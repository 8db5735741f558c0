/// Documents about containers: what is asked for at creation, as `POST /containers/create` takes it
/// and `inspect` gives it back. Read {@link dev.gantry.api.container.CreateRequest} first.
@NullMarked
package dev.gantry.api.container;

import org.jspecify.annotations.NullMarked;
