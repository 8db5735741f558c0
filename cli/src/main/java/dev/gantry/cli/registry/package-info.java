/// Commands that speak to registries: `login`, `logout`, `push`, `search`. Read {@link
/// dev.gantry.cli.registry.PushCommand} first.
@NullMarked
package dev.gantry.cli.registry;

import org.jspecify.annotations.NullMarked;
