/// The program `gantryd`: flags and configuration file, sockets, lock files, the engine, and the
/// Docker Engine API in front of it. Knows how nothing is done; {@link dev.gantry.daemon.Main} puts
/// it together. Read {@link dev.gantry.daemon.route.Api} next.
@NullMarked
package dev.gantry.daemon;

import org.jspecify.annotations.NullMarked;
