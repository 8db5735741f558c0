/// Starts, watches and ends containers: OCI bundles, the OCI runtime (`crun`, `runc`), the monitor
/// (`conmon`), cgroups, seccomp, attach sessions and logs.
///
/// Must not know: where a root file system comes from (`host.storage`), how a network namespace is
/// wired (`host.network`), or what a container is to a user (`engine`). The front door is {@link
/// dev.gantry.host.runtime.RuntimeContainers}; what it is asked for is a {@link
/// dev.gantry.host.runtime.RuntimeRequest}.
@NullMarked
package dev.gantry.host.runtime;

import org.jspecify.annotations.NullMarked;
