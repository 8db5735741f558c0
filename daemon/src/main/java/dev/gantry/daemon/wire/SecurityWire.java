package dev.gantry.daemon.wire;

import dev.gantry.api.container.DeviceMapping;
import dev.gantry.api.container.HostConfig;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a container may do, out of `HostConfig`.
final class SecurityWire {
    private static final Pattern DEVICE_RULE =
            Pattern.compile("[acb] ([0-9]+|\\*):([0-9]+|\\*) [rwm]{1,3}");

    /// @param seccomp `null` for the default
    private record Options(boolean noNewPrivileges, @Nullable String seccomp) {}

    private SecurityWire() {}

    static ContainerSpec.Security parse(HostConfig host) {
        Options options = options(Given.list(host.securityOpt()));
        Given.refuse(host.deviceRequests(), "device requests (--gpus)");
        List<String> rules = Given.list(host.deviceCgroupRules());
        for (String rule : rules) {
            Given.require(
                    DEVICE_RULE.matcher(rule).matches(),
                    "invalid device cgroup rule format: '%s'".formatted(rule));
        }
        return new ContainerSpec.Security(
                host.privileged(),
                host.readonlyRootfs(),
                options.noNewPrivileges,
                Given.list(host.capAdd()),
                Given.list(host.capDrop()),
                options.seccomp,
                host.maskedPaths(),
                host.readonlyPaths(),
                Given.map(host.sysctls()),
                devices(Given.list(host.devices())),
                rules);
    }

    private static List<ContainerSpec.Device> devices(List<DeviceMapping> given) {
        List<ContainerSpec.Device> devices = new ArrayList<>();
        for (DeviceMapping mapping : given) {
            String onHost = Given.text(mapping.pathOnHost());
            String inContainer = Given.text(mapping.pathInContainer());
            String permissions = Given.text(mapping.cgroupPermissions());
            Given.require(permissions.matches("[rwm]*"), "invalid device mode: " + permissions);
            Given.require(
                    onHost.startsWith("/"),
                    "error gathering device information while adding custom device \"%s\": no such file or directory"
                            .formatted(onHost));
            devices.add(
                    new ContainerSpec.Device(
                            onHost,
                            inContainer.isEmpty() ? onHost : inContainer,
                            permissions.isEmpty() ? "rwm" : permissions));
        }
        return devices;
    }

    private static Options options(List<String> given) {
        boolean noNewPrivileges = false;
        String seccomp = null;
        for (String option : given) {
            int at = option.indexOf('=') < 0 ? option.indexOf(':') : option.indexOf('=');
            String key = at < 0 ? option : option.substring(0, at);
            String value = at < 0 ? "" : option.substring(at + 1);
            switch (key) {
                case "no-new-privileges" -> noNewPrivileges = flag(option, value);
                case "seccomp" -> seccomp = value.equals("builtin") ? null : value;
                case "apparmor" -> refuse(value.equals("unconfined"), "AppArmor profiles");
                case "label" -> refuse(value.equals("disable"), "SELinux labels");
                case "writable-cgroups" -> refuse(value.equals("false"), "writable cgroups");
                case "systempaths", "credentialspec" -> refuse(false, "the option " + option);
                default ->
                        throw EngineException.invalid(
                                "invalid --security-opt %d: \"%s\""
                                        .formatted(at < 0 ? 1 : 2, option));
            }
        }
        return new Options(noNewPrivileges, seccomp);
    }

    private static void refuse(boolean isWhatWeDo, String what) {
        Given.refuse(!isWhatWeDo, what);
    }

    private static boolean flag(String option, String value) {
        return switch (value) {
            case "", "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default ->
                    throw EngineException.invalid(
                            "invalid --security-opt 2: \"%s\"".formatted(option));
        };
    }
}
