package dev.gantry.cli.create;

import dev.gantry.api.container.DeviceMapping;
import dev.gantry.api.container.DeviceRequest;
import dev.gantry.api.container.HostConfig;
import dev.gantry.api.container.LogConfig;
import dev.gantry.api.container.Mount;
import dev.gantry.api.container.PortBinding;
import dev.gantry.api.container.RestartPolicy;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.ExitException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the arguments of `run` and `create` ask of the host.
final class HostSettings {
    private final Arguments arguments;
    private final List<Integer> consoleSize;

    private HostSettings(Arguments arguments, List<Integer> consoleSize) {
        this.arguments = arguments;
        this.consoleSize = consoleSize;
    }

    static HostConfig of(
            Arguments arguments, List<Integer> consoleSize, PortSpecs ports, String network)
            throws IOException {
        return new HostSettings(arguments, consoleSize).config(ports, network);
    }

    private HostConfig config(PortSpecs ports, String network) throws IOException {
        SecurityOptions security = SecurityOptions.read(arguments.list("security-opt"));
        Capabilities capabilities =
                Capabilities.of(arguments.list("cap-add"), arguments.list("cap-drop"));
        Map<String, @Nullable List<PortBinding>> bindings = new TreeMap<>(ports.bindings());
        List<String> dnsOptions = new ArrayList<>(arguments.list("dns-option"));
        dnsOptions.addAll(arguments.list("dns-opt"));
        return new HostConfig(
                strings(binds()),
                arguments.text("cidfile"),
                logConfig(),
                network,
                bindings,
                restart(),
                arguments.bool("rm"),
                arguments.text("volume-driver"),
                list("volumes-from"),
                consoleSize,
                KeyValues.map(arguments.list("annotation")),
                strings(capabilities.added()),
                strings(capabilities.dropped()),
                mode("cgroupns", Set.of("host", "private"), "CGROUP"),
                arguments.list("dns"),
                dnsOptions,
                arguments.list("dns-search"),
                strings(arguments.list("add-host").stream().map(Checks::extraHostAsSent).toList()),
                list("group-add"),
                arguments.text("ipc"),
                "",
                list("link"),
                (int) arguments.number("oom-score-adj"),
                mode("pid", Set.of("host"), "PID"),
                arguments.bool("privileged"),
                arguments.bool("publish-all"),
                arguments.bool("read-only"),
                strings(security.options()),
                storageOptions(),
                tmpfs(),
                mode("uts", Set.of("host"), "UTS"),
                mode("userns", Set.of("host"), "USER"),
                arguments.bytes("shm-size"),
                KeyValues.map(arguments.list("sysctl")),
                arguments.textOrNull("runtime"),
                arguments.text("isolation"),
                arguments.number("cpu-shares"),
                arguments.bytes("memory"),
                arguments.nano("cpus"),
                arguments.text("cgroup-parent"),
                (int) arguments.number("blkio-weight"),
                Devices.weights(arguments.list("blkio-weight-device")),
                Devices.bytes(arguments.list("device-read-bps")),
                Devices.bytes(arguments.list("device-write-bps")),
                Devices.counts(arguments.list("device-read-iops")),
                Devices.counts(arguments.list("device-write-iops")),
                arguments.number("cpu-period"),
                arguments.number("cpu-quota"),
                arguments.number("cpu-rt-period"),
                arguments.number("cpu-rt-runtime"),
                arguments.text("cpuset-cpus"),
                arguments.text("cpuset-mems"),
                devices(),
                list("device-cgroup-rule"),
                deviceRequests(),
                0,
                arguments.bytes("memory-reservation"),
                arguments.bytes("memory-swap"),
                swappiness(),
                arguments.bool("oom-kill-disable"),
                arguments.number("pids-limit"),
                Ulimits.all(arguments.list("ulimit")),
                arguments.number("cpu-count"),
                arguments.number("cpu-percent"),
                arguments.number("io-maxiops"),
                arguments.bytes("io-maxbandwidth"),
                mounts(),
                arguments.isSet("init") ? arguments.bool("init") : null,
                security.paths(),
                security.paths());
    }

    private @Nullable List<String> list(String flag) {
        return strings(arguments.list(flag));
    }

    private static @Nullable List<String> strings(List<String> values) {
        return ContainerRequest.orNull(values);
    }

    /// Volumes with a source; a source that begins with a dot is below our own directory.
    private List<String> binds() throws ExitException {
        List<String> binds = new ArrayList<>();
        for (String volume : arguments.list("volume")) {
            int colon = volume.indexOf(':');
            if (volume.isEmpty()) {
                throw ExitException.because("invalid empty volume spec");
            }
            if (colon == 0 || (colon > 0 && volume.substring(colon).matches(":|.*::.*|:[^:]*:"))) {
                throw ExitException.because(
                        "invalid spec: " + volume + ": empty section between colons");
            }
            if (colon > 0 && volume.startsWith(".")) {
                Path source = Path.of(volume.substring(0, colon)).toAbsolutePath().normalize();
                binds.add(source + volume.substring(colon));
            } else if (colon >= 0) {
                binds.add(volume);
            }
        }
        return binds;
    }

    private LogConfig logConfig() throws ExitException {
        String driver = arguments.text("log-driver");
        List<String> options = arguments.list("log-opt");
        if (driver.equals("none") && !options.isEmpty()) {
            throw ExitException.because("invalid logging opts for driver none");
        }
        return new LogConfig(driver, KeyValues.map(options));
    }

    private RestartPolicy restart() throws ExitException {
        String policy = arguments.text("restart", "no");
        if (arguments.bool("rm") && !policy.equals("no") && !policy.isEmpty()) {
            throw ExitException.because(
                    "conflicting options: cannot specify both --restart and --rm");
        }
        String[] parts = policy.split(":", 2);
        if (parts[0].isEmpty() && parts.length > 1) {
            throw ExitException.because(
                    "invalid restart policy format: no policy provided before colon");
        }
        try {
            int count = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return new RestartPolicy(parts[0], count);
        } catch (NumberFormatException e) {
            throw ExitException.because(
                    "invalid restart policy format: maximum retry count must be an integer");
        }
    }

    /// A namespace of the host or of another container.
    private String mode(String flag, Set<String> known, String word) throws ExitException {
        String mode = arguments.text(flag);
        boolean fits =
                mode.isEmpty()
                        || known.contains(mode)
                        || (flag.equals("pid") && mode.startsWith("container:"));
        if (!fits) {
            throw ExitException.because("--" + flag + ": invalid " + word + " mode");
        }
        return mode;
    }

    private Map<String, String> storageOptions() throws ExitException {
        for (String option : arguments.list("storage-opt")) {
            if (option.indexOf('=') < 0) {
                throw ExitException.because("invalid storage option");
            }
        }
        return KeyValues.map(arguments.list("storage-opt"));
    }

    private Map<String, String> tmpfs() {
        Map<String, String> mounts = new TreeMap<>();
        for (String mount : arguments.list("tmpfs")) {
            String[] parts = mount.split(":", 2);
            mounts.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return mounts;
    }

    private List<DeviceMapping> devices() throws ExitException {
        List<DeviceMapping> devices = new ArrayList<>();
        for (String device : arguments.list("device")) {
            if (!Devices.isCdi(device)) {
                devices.add(Devices.mapping(device));
            }
        }
        return devices;
    }

    private @Nullable List<DeviceRequest> deviceRequests() {
        List<DeviceRequest> requests = new ArrayList<>();
        arguments.list("gpus").forEach(gpus -> requests.add(Gpus.parse(gpus)));
        List<String> cdi = arguments.list("device").stream().filter(Devices::isCdi).toList();
        if (!cdi.isEmpty()) {
            requests.add(new DeviceRequest("cdi", 0, cdi, null, null));
        }
        return requests.isEmpty() ? null : requests;
    }

    private int swappiness() throws ExitException {
        long swappiness = arguments.number("memory-swappiness", -1);
        if (swappiness < -1 || swappiness > 100) {
            throw ExitException.because(
                    "invalid value: %d. Valid memory swappiness range is 0-100"
                            .formatted(swappiness));
        }
        return (int) swappiness;
    }

    private List<Mount> mounts() {
        return arguments.list("mount").stream().map(MountSpec::parse).toList();
    }
}
