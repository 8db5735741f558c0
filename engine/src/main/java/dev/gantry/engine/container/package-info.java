/// Containers: what is asked for ({@link dev.gantry.engine.container.ContainerSpec}), what is true
/// of one ({@link dev.gantry.engine.container.ContainerDocument}), and what can be done with it.
///
/// {@link dev.gantry.engine.container.Containers} is the front door. A `Container` is one of them
/// with its lock; a `Launcher` turns it into a process by way of `host`; a `RuntimePlan` is what
/// the runtime is told, decided without touching anything.
@NullMarked
package dev.gantry.engine.container;

import org.jspecify.annotations.NullMarked;
