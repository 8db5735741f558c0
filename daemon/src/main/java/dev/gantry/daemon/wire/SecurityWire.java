package dev.gantry.daemon.wire;

import dev.gantry.api.container.DeviceMapping;
import dev.gantry.api.container.DeviceRequest;
import dev.gantry.api.container.HostConfig;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a container may do, out of `HostConfig`.
final class SecurityWire {
    private static final Pattern DEVICE_RULE =
            Pattern.compile("[acb] ([0-9]+|\\*):([0-9]+|\\*) [rwm]{1,3}");

    /// @param seccomp `null` for the default
    /// @param apparmor `null` for none
    private record Options(
            boolean noNewPrivileges,
            @Nullable String seccomp,
            @Nullable String apparmor,
            boolean writableCgroups) {}

    private SecurityWire() {}

    static ContainerSpec.Security parse(HostConfig host, HostDefaults.Kernel kernel) {
        Options options = options(Given.list(host.securityOpt()), kernel);
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
                options.apparmor,
                options.writableCgroups,
                host.maskedPaths(),
                host.readonlyPaths(),
                Given.map(host.sysctls()),
                devices(Given.list(host.devices())),
                rules,
                cdiDevices(Given.list(host.deviceRequests())));
    }

    private static List<String> cdiDevices(List<DeviceRequest> requests) {
        List<String> names = new ArrayList<>();
        for (DeviceRequest request : requests) {
            Given.require(
                    Given.text(request.driver()).equals("cdi"),
                    "could not select device driver \"%s\" with capabilities: %s"
                            .formatted(
                                    Given.text(request.driver()),
                                    Given.list(request.capabilities()).stream()
                                            .map(set -> "[" + String.join(" ", set) + "]")
                                            .collect(Collectors.joining(" ", "[", "]"))));
            Given.require(request.count() == 0, "unexpected count in CDI device request");
            Given.require(
                    Given.map(request.options()).isEmpty(),
                    "unexpected options in CDI device request");
            names.addAll(Given.list(request.deviceIds()));
        }
        return names;
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

    private static Options options(List<String> given, HostDefaults.Kernel kernel) {
        Options options = new Options(false, null, null, false);
        for (String option : given) {
            int at = option.indexOf('=') < 0 ? option.indexOf(':') : option.indexOf('=');
            String key = at < 0 ? option : option.substring(0, at);
            String value = at < 0 ? "" : option.substring(at + 1);
            options =
                    switch (key) {
                        case "no-new-privileges" ->
                                new Options(
                                        flag(option, value),
                                        options.seccomp,
                                        options.apparmor,
                                        options.writableCgroups);
                        case "seccomp" ->
                                new Options(
                                        options.noNewPrivileges,
                                        value.equals("builtin") ? null : value,
                                        options.apparmor,
                                        options.writableCgroups);
                        case "apparmor" ->
                                new Options(
                                        options.noNewPrivileges,
                                        options.seccomp,
                                        kernel.hasApparmor() && !value.equals("unconfined")
                                                ? value
                                                : null,
                                        options.writableCgroups);
                        case "label" -> label(options, value, kernel);
                        case "writable-cgroups" ->
                                new Options(
                                        options.noNewPrivileges,
                                        options.seccomp,
                                        options.apparmor,
                                        flag(option, value));
                        default ->
                                throw EngineException.invalid(
                                        "invalid --security-opt %d: \"%s\""
                                                .formatted(at < 0 ? 1 : 2, option));
                    };
        }
        return options;
    }

    /// Without SELinux labels say nothing, as with Docker.
    private static Options label(Options options, String value, HostDefaults.Kernel kernel) {
        Given.refuse(kernel.hasSelinux() && !value.equals("disable"), "SELinux labels");
        return options;
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
