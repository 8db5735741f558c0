/// The routes of the Docker Engine API: each parses a request, calls the engine once, renders the
/// answer. What JSON looks like is the business of {@link dev.gantry.daemon.wire}; what a failure
/// becomes is decided in {@link dev.gantry.daemon.route.Failures} alone. Read {@link
/// dev.gantry.daemon.route.Api} and one group of routes first.
@NullMarked
package dev.gantry.daemon.route;

import org.jspecify.annotations.NullMarked;
