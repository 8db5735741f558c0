package dev.gantry.cli.create;

import static dev.gantry.cli.command.FlagType.BYTES;
import static dev.gantry.cli.command.FlagType.DECIMAL;
import static dev.gantry.cli.command.FlagType.DURATION;
import static dev.gantry.cli.command.FlagType.GPUS;
import static dev.gantry.cli.command.FlagType.INT;
import static dev.gantry.cli.command.FlagType.MAP;
import static dev.gantry.cli.command.FlagType.MOUNT;
import static dev.gantry.cli.command.FlagType.NETWORK;
import static dev.gantry.cli.command.FlagType.UINT16;
import static dev.gantry.cli.command.FlagType.UINT64;
import static dev.gantry.cli.command.FlagType.ULIMIT;

import dev.gantry.cli.command.Flag;
import java.util.List;

/// The options that `run` and `create` have in common.
public final class ContainerFlags {
    private ContainerFlags() {}

    public static List<Flag> all() {
        return List.of(
                Flag.list("add-host", "Another name for an address, as host:ip")
                        .check(Checks::extraHost),
                Flag.of("annotation", MAP, "Pass an annotation on to the OCI runtime"),
                Flag.list("attach", "a", "Connect to STDIN, STDOUT or STDERR")
                        .check(Checks::stream),
                Flag.of("blkio-weight", UINT16, "Share of block I/O, 10 to 1000; 0 turns it off"),
                Flag.list("blkio-weight-device", "Share of block I/O on one device")
                        .check(Devices::checkWeight),
                Flag.list("cap-add", "Give a Linux capability"),
                Flag.list("cap-drop", "Take a Linux capability away"),
                Flag.text("cgroup-parent", "Cgroup to put the container's below"),
                Flag.text("cgroupns", "Cgroup namespace: host or private"),
                Flag.text("cidfile", "Write the container's id to this file"),
                Flag.of("cpu-count", INT, "Kept for compatibility (Windows)"),
                Flag.of("cpu-percent", INT, "Kept for compatibility (Windows)"),
                Flag.of("cpu-period", INT, "Period of the CFS scheduler, in microseconds"),
                Flag.of("cpu-quota", INT, "Time in each CFS period, in microseconds"),
                Flag.of("cpu-rt-period", INT, "Period of the real-time scheduler"),
                Flag.of("cpu-rt-runtime", INT, "Time in each real-time period"),
                Flag.of("cpu-shares", "c", INT, "Share of CPU time, relative to others"),
                Flag.of("cpus", DECIMAL, "How many CPUs' worth of time"),
                Flag.text("cpuset-cpus", "CPUs that may be used, as 0-3 or 0,1"),
                Flag.text("cpuset-mems", "Memory nodes that may be used, as 0-3 or 0,1"),
                Flag.list("device", "Let a device of the host into the container"),
                Flag.list("device-cgroup-rule", "Allow devices by a cgroup rule"),
                Flag.list("device-read-bps", "Limit reading from a device, bytes a second")
                        .check(Devices::checkBytes),
                Flag.list("device-read-iops", "Limit reading from a device, operations a second")
                        .check(Devices::checkCount),
                Flag.list("device-write-bps", "Limit writing to a device, bytes a second")
                        .check(Devices::checkBytes),
                Flag.list("device-write-iops", "Limit writing to a device, operations a second")
                        .check(Devices::checkCount),
                Flag.list("dns", "Ask this name server").check(Checks::address),
                Flag.list("dns-opt", "Same as --dns-option"),
                Flag.list("dns-option", "Option for resolv.conf"),
                Flag.list("dns-search", "Domain to look names up in"),
                Flag.text("domainname", "NIS domain name"),
                Flag.text("entrypoint", "Run this instead of the image's entry point"),
                Flag.list("env", "e", "Set an environment variable").check(Checks::variable),
                Flag.list("env-file", "Set environment variables from a file"),
                Flag.list("expose", "Declare a port, or a range of ports"),
                Flag.of("gpus", GPUS, "Ask for GPUs; 'all' for all of them").check(Gpus::parse),
                Flag.list("group-add", "Another group for the process"),
                Flag.text("health-cmd", "Command that tells whether the container is well"),
                Flag.of("health-interval", DURATION, "Time between two checks"),
                Flag.of("health-retries", INT, "Failures in a row that mean unhealthy"),
                Flag.of("health-start-interval", DURATION, "Time between checks while starting"),
                Flag.of("health-start-period", DURATION, "Time to start in; failures do not count"),
                Flag.of("health-timeout", DURATION, "Time one check may take"),
                Flag.text("hostname", "h", "Host name of the container"),
                Flag.bool("init", "Run a small init that reaps processes"),
                Flag.bool("interactive", "i", "Keep STDIN open"),
                Flag.of("io-maxbandwidth", BYTES, "Kept for compatibility (Windows)"),
                Flag.of("io-maxiops", UINT64, "Kept for compatibility (Windows)"),
                Flag.text("ip", "IPv4 address in the network"),
                Flag.text("ip6", "IPv6 address in the network"),
                Flag.text("ipc", "IPC namespace to use"),
                Flag.text("isolation", "Isolation technology"),
                Flag.of("kernel-memory", BYTES, "Kept for compatibility; has no effect"),
                Flag.list("label", "l", "Set a label").check(Checks::label),
                Flag.list("label-file", "Set labels from a file"),
                Flag.list("link", "Link to another container"),
                Flag.list("link-local-ip", "Link-local address"),
                Flag.text("log-driver", "Where output is logged to"),
                Flag.list("log-opt", "Option of the log driver"),
                Flag.text("mac-address", "MAC address, as 92:d0:c6:0a:29:33"),
                Flag.of("memory", "m", BYTES, "Most memory it may use"),
                Flag.of("memory-reservation", BYTES, "Memory to be left to it under pressure"),
                Flag.of("memory-swap", BYTES, "Most memory and swap together; -1 is no limit"),
                Flag.of("memory-swappiness", INT, "How readily to swap, 0 to 100").standard("-1"),
                Flag.of("mount", MOUNT, "Mount something into the container")
                        .check(MountSpec::check),
                Flag.text("name", "Name of the container"),
                Flag.of("net", NETWORK, "Same as --network").check(NetworkSpec::parse),
                Flag.list("net-alias", "Same as --network-alias"),
                Flag.of("network", NETWORK, "Join this network").check(NetworkSpec::parse),
                Flag.list("network-alias", "Name of the container in the network"),
                Flag.bool("no-healthcheck", "Do without the image's health check"),
                Flag.bool("oom-kill-disable", "Do not kill when memory runs out"),
                Flag.of("oom-score-adj", INT, "How likely to be killed, -1000 to 1000"),
                Flag.text("pid", "PID namespace to use"),
                Flag.of("pids-limit", INT, "Most processes; -1 is no limit"),
                Flag.text("platform", "Platform, where an image has several"),
                Flag.bool("privileged", "Give all privileges of the host"),
                Flag.list("publish", "p", "Publish a port on the host"),
                Flag.bool("publish-all", "P", "Publish all exposed ports on free ports"),
                Flag.text("pull", "Pull the image before: always, missing, never")
                        .standard("\"missing\""),
                Flag.bool("quiet", "q", "Do not show the pull"),
                Flag.bool("read-only", "Mount the root file system read-only"),
                Flag.text("restart", "When to start it again after its end").standard("\"no\""),
                Flag.bool("rm", "Remove the container when it has ended"),
                Flag.text("runtime", "OCI runtime to use"),
                Flag.list("security-opt", "Security option"),
                Flag.of("shm-size", BYTES, "Size of /dev/shm"),
                Flag.text("stop-signal", "Signal that stops the container"),
                Flag.of("stop-timeout", INT, "Seconds to wait for it to stop"),
                Flag.list("storage-opt", "Option of the storage driver"),
                Flag.of("sysctl", MAP, "Set a kernel parameter").check(Checks::sysctl),
                Flag.list("tmpfs", "Mount a tmpfs at this directory"),
                Flag.bool("tty", "t", "Give it a terminal"),
                Flag.of("ulimit", ULIMIT, "Set a resource limit").check(Ulimits::parse),
                Flag.text("user", "u", "User, and group, as name|uid[:group|gid]"),
                Flag.text("userns", "User namespace to use"),
                Flag.text("uts", "UTS namespace to use"),
                Flag.list("volume", "v", "Mount a directory or volume"),
                Flag.text("volume-driver", "Driver of the container's volumes"),
                Flag.list("volumes-from", "Mount the volumes of another container"),
                Flag.text("workdir", "w", "Directory to start in"));
    }
}
