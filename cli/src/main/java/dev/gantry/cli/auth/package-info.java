/// What a user shows to registries, and where it is kept: {@link dev.gantry.cli.auth.AuthStore}.
///
/// Secrets go to files of mode 0600, to credential helpers by their input, and to the daemon in a
/// header, never to a command line or the environment.
@NullMarked
package dev.gantry.cli.auth;

import org.jspecify.annotations.NullMarked;
