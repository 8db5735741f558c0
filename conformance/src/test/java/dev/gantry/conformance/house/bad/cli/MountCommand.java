package dev.gantry.conformance.house.bad.cli;

import dev.gantry.conformance.house.bad.linux.Mounts;

record MountCommand(Mounts mounts) {}
