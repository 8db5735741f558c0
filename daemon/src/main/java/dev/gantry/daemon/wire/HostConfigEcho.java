package dev.gantry.daemon.wire;

import dev.gantry.api.container.ContainerConfig;
import dev.gantry.api.container.DeviceMapping;
import dev.gantry.api.container.HostConfig;
import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.host.runtime.DockerDefaults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `HostConfig` as `inspect` gives it back: what was asked for, with defaults where nothing was.
///
/// It is made when the container is, and kept in {@link ContainerSpec#note()}.
final class HostConfigEcho {
    private static final String HOST_CONFIG = "HostConfig";
    private static final String CONFIG = "Config";

    /// What Go prints for fields nobody set; those it leaves out are not here.
    private static final String ZERO =
            """
            {"Binds":null,"ContainerIDFile":"","LogConfig":{"Type":"json-file","Config":{}},\
            "NetworkMode":"bridge","PortBindings":null,\
            "RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":false,\
            "VolumeDriver":"","VolumesFrom":null,"ConsoleSize":[0,0],"Annotations":{},"CapAdd":null,"CapDrop":null,\
            "CgroupnsMode":"","Dns":null,"DnsOptions":null,"DnsSearch":null,"ExtraHosts":null,\
            "GroupAdd":null,"IpcMode":"private","Cgroup":"","Links":null,"OomScoreAdj":0,\
            "PidMode":"","Privileged":false,"PublishAllPorts":false,"ReadonlyRootfs":false,\
            "SecurityOpt":null,"StorageOpt":{},"Tmpfs":{},"UTSMode":"","UsernsMode":"","ShmSize":0,"Sysctls":{},\
            "Runtime":"","Isolation":"","CpuShares":0,"Memory":0,"NanoCpus":0,"CgroupParent":"",\
            "BlkioWeight":0,"BlkioWeightDevice":null,"BlkioDeviceReadBps":null,\
            "BlkioDeviceWriteBps":null,"BlkioDeviceReadIOps":null,"BlkioDeviceWriteIOps":null,\
            "CpuPeriod":0,"CpuQuota":0,"CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,\
            "CpusetCpus":"","CpusetMems":"","Devices":null,"DeviceCgroupRules":null,\
            "DeviceRequests":null,"KernelMemoryTCP":0,"MemoryReservation":0,"MemorySwap":0,"MemorySwappiness":null,\
            "OomKillDisable":false,"PidsLimit":null,"Ulimits":null,"CpuCount":0,"CpuPercent":0,\
            "IOMaximumIOps":0,"IOMaximumBandwidth":0,"Mounts":[],"Init":null,\
            "MaskedPaths":null,"ReadonlyPaths":null}\
            """;

    private static final JsonValue NO_RESTART =
            JsonValue.object().put("Name", "no").put("MaximumRetryCount", 0).build();

    /// Go leaves these out when they are empty.
    private static final List<String> OMITTED =
            List.of(
                    "Annotations",
                    "Init",
                    "KernelMemoryTCP",
                    "Mounts",
                    "StorageOpt",
                    "Sysctls",
                    "Tmpfs");

    private static final JsonValue ZERO_NUMBER = JsonValue.Num.of(0);

    private HostConfigEcho() {}

    static String networkMode(HostConfig host) {
        String mode = Given.text(host.networkMode());
        return mode.isEmpty() || mode.equals("default") ? "bridge" : mode;
    }

    static long shmSize(HostConfig host, HostDefaults defaults) {
        return host.shmSize() == 0 ? defaults.containers().shmSize() : host.shmSize();
    }

    /// What is kept of a request besides what the engine needs.
    static JsonValue note(ContainerConfig config, HostConfig host, HostDefaults defaults) {
        JsonValue.Builder beside = JsonValue.object();
        if (config.shell() != null) {
            beside.put("Shell", config.shell());
        }
        if (config.onBuild() != null) {
            beside.put("OnBuild", config.onBuild());
        }
        if (config.networkDisabled()) {
            beside.put("NetworkDisabled", true);
        }
        return JsonValue.object()
                .put(HOST_CONFIG, normal(host, defaults))
                .put(CONFIG, beside.build())
                .build();
    }

    private static JsonValue normal(HostConfig host, HostDefaults defaults) {
        Map<String, JsonValue> given = fields(Json.tree(host));
        Map<String, JsonValue> all = new LinkedHashMap<>();
        fields(zero()).forEach((name, zero) -> all.put(name, said(given.get(name), zero)));
        all.put("NetworkMode", Json.tree(networkMode(host)));
        all.put("ShmSize", Json.tree(shmSize(host, defaults)));
        all.put("MemorySwap", Json.tree(ResourceWire.memorySwap(host)));
        if (host.memorySwappiness() != null && host.memorySwappiness() == -1) {
            all.put("MemorySwappiness", new JsonValue.Null()); // the CLI's way to say nothing
        }
        all.put("PidsLimit", Json.tree(ResourceWire.pids(host)));
        if (Objects.equals(host.memorySwappiness(), -1)) {
            all.put("MemorySwappiness", new JsonValue.Null());
        }
        if (host.consoleSize() != null && host.consoleSize().size() > 2) {
            all.put("ConsoleSize", Json.tree(host.consoleSize().subList(0, 2)));
        }
        all.put("Devices", devices(host));
        all.put("SecurityOpt", securityOptions(host));
        replaceEmpty(all, "IpcMode", defaults.containers().ipcMode());
        replaceEmpty(all, "CgroupnsMode", defaults.cgroupns());
        replaceEmpty(all, "Runtime", defaults.runtime());
        LogSpec log = LogWire.spec(host.logConfig(), defaults.log());
        all.put(
                "LogConfig",
                JsonValue.object().put("Type", log.driver()).put("Config", log.options()).build());
        HostDefaults.Kernel kernel = defaults.kernel();
        all.put("BlkioWeight", Json.tree(kernel.hasBlockIoWeight() ? host.blkioWeight() : 0));
        all.put("CpuPercent", ZERO_NUMBER);
        if (!kernel.hasDeviceWeight() && host.blkioWeightDevice() != null) {
            all.put("BlkioWeightDevice", Json.tree(List.of()));
        }
        if (host.restartPolicy() != null && Given.text(host.restartPolicy().name()).isEmpty()) {
            all.put("RestartPolicy", NO_RESTART);
        }
        if (!host.privileged()) {
            if (host.maskedPaths() == null) {
                all.put("MaskedPaths", Json.tree(DockerDefaults.maskedPaths()));
            }
            if (host.readonlyPaths() == null) {
                all.put("ReadonlyPaths", Json.tree(DockerDefaults.READ_ONLY_PATHS));
            }
        }
        OMITTED.forEach(name -> {
            if (isEmpty(all.get(name)) || ZERO_NUMBER.equals(all.get(name))) {
                all.remove(name);
            }
        });
        return new JsonValue.Obj(all);
    }

    private static JsonValue devices(HostConfig host) {
        return host.devices() == null
                ? new JsonValue.Null()
                : Json.tree(
                        host.devices().stream()
                                .map(device ->
                                        new DeviceMapping(
                                                Given.text(device.pathOnHost()),
                                                Given.text(device.pathInContainer()),
                                                Given.text(device.cgroupPermissions())))
                                .toList());
    }

    /// Docker turns labels off where the host's processes can be seen.
    private static JsonValue securityOptions(HostConfig host) {
        List<String> options = new ArrayList<>(Given.list(host.securityOpt()));
        boolean seesHost =
                host.privileged()
                        || Given.text(host.ipcMode()).equals("host")
                        || Given.text(host.pidMode()).equals("host");
        if (seesHost && options.stream().noneMatch(option -> option.startsWith("label"))) {
            options.add("label=disable");
        }
        return options.isEmpty() && host.securityOpt() == null
                ? new JsonValue.Null()
                : Json.tree(options);
    }

    private static JsonValue said(@Nullable JsonValue given, JsonValue zero) {
        return given == null || given instanceof JsonValue.Null ? zero : given;
    }

    private static boolean isEmpty(@Nullable JsonValue value) {
        return switch (value) {
            case null -> true;
            case JsonValue.Null _ -> true;
            case JsonValue.Obj(Map<String, JsonValue> fields) -> fields.isEmpty();
            case JsonValue.Arr(List<JsonValue> items) -> items.isEmpty();
            case JsonValue.Str(String text) -> text.isEmpty();
            case JsonValue.Num _, JsonValue.Bool _ -> false;
        };
    }

    private static void replaceEmpty(Map<String, JsonValue> all, String name, String value) {
        if (isEmpty(all.get(name))) {
            all.put(name, Json.tree(value));
        }
    }

    private static JsonValue zero() {
        try {
            return Json.parse(ZERO);
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, JsonValue> fields(JsonValue value) {
        return value instanceof JsonValue.Obj(Map<String, JsonValue> fields) ? fields : Map.of();
    }

    /// The `HostConfig` of a container.
    static JsonValue.Obj hostConfig(ContainerSpec spec) {
        return noted(spec).object(HOST_CONFIG);
    }

    /// The note of a container whose `HostConfig` has changed.
    static JsonValue with(ContainerSpec spec, JsonValue.Obj hostConfig) {
        return JsonValue.object().put(HOST_CONFIG, hostConfig).put(CONFIG, config(spec)).build();
    }

    /// What its `Config` has besides what the engine knows.
    static JsonValue.Obj config(ContainerSpec spec) {
        return noted(spec).object(CONFIG);
    }

    private static JsonValue.Obj noted(ContainerSpec spec) {
        return spec.note() instanceof JsonValue.Obj note ? note : JsonValue.object().build();
    }
}
