package dev.gantry.api.container;

import static dev.gantry.base.JsonAbsent.Rule.OMIT_EMPTY;
import static dev.gantry.base.JsonAbsent.Rule.PRINT_NULL;

import dev.gantry.base.JsonAbsent;
import dev.gantry.base.JsonName;
import dev.gantry.base.JsonValue;
import dev.gantry.base.PascalCase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container gets from this host, in `inspect`'s order. Zero and empty mean "not asked for".
@PascalCase
public record HostConfig(
        @JsonAbsent(PRINT_NULL) @Nullable List<String> binds,
        @Nullable @JsonName("ContainerIDFile") String containerIdFile,
        @Nullable LogConfig logConfig,
        @Nullable String networkMode,
        @Nullable Map<String, @Nullable List<PortBinding>> portBindings,
        @Nullable RestartPolicy restartPolicy,
        boolean autoRemove,
        @Nullable String volumeDriver,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> volumesFrom,
        @Nullable List<Integer> consoleSize,
        @JsonAbsent(OMIT_EMPTY) @Nullable Map<String, String> annotations,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> capAdd,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> capDrop,
        @Nullable String cgroupnsMode,
        @Nullable List<String> dns,
        @Nullable List<String> dnsOptions,
        @Nullable List<String> dnsSearch,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> extraHosts,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> groupAdd,
        @Nullable String ipcMode,
        @Nullable String cgroup,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> links,
        int oomScoreAdj,
        @Nullable String pidMode,
        boolean privileged,
        boolean publishAllPorts,
        boolean readonlyRootfs,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> securityOpt,
        @JsonAbsent(OMIT_EMPTY) @Nullable Map<String, String> storageOpt,
        @JsonAbsent(OMIT_EMPTY) @Nullable Map<String, String> tmpfs,
        @Nullable @JsonName("UTSMode") String utsMode,
        @Nullable String usernsMode,
        long shmSize,
        @JsonAbsent(OMIT_EMPTY) @Nullable Map<String, String> sysctls,
        @Nullable String runtime,
        @Nullable String isolation,
        long cpuShares,
        long memory,
        long nanoCpus,
        @Nullable String cgroupParent,
        int blkioWeight,
        @Nullable List<WeightDevice> blkioWeightDevice,
        @Nullable List<ThrottleDevice> blkioDeviceReadBps,
        @Nullable List<ThrottleDevice> blkioDeviceWriteBps,
        @Nullable @JsonName("BlkioDeviceReadIOps") List<ThrottleDevice> blkioDeviceReadIops,
        @Nullable @JsonName("BlkioDeviceWriteIOps") List<ThrottleDevice> blkioDeviceWriteIops,
        long cpuPeriod,
        long cpuQuota,
        long cpuRealtimePeriod,
        long cpuRealtimeRuntime,
        @Nullable String cpusetCpus,
        @Nullable String cpusetMems,
        @Nullable List<DeviceMapping> devices,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> deviceCgroupRules,
        @JsonAbsent(PRINT_NULL) @Nullable List<JsonValue> deviceRequests,
        long memoryReservation,
        long memorySwap,
        @JsonAbsent(PRINT_NULL) @Nullable Integer memorySwappiness,
        @JsonAbsent(PRINT_NULL) @Nullable Boolean oomKillDisable,
        @JsonAbsent(PRINT_NULL) @Nullable Long pidsLimit,
        @Nullable List<Ulimit> ulimits,
        long cpuCount,
        long cpuPercent,
        @JsonName("IOMaximumIOps") long ioMaximumIops,
        @JsonName("IOMaximumBandwidth") long ioMaximumBandwidth,
        @JsonAbsent(OMIT_EMPTY) @Nullable List<Mount> mounts,
        @Nullable Boolean init,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> maskedPaths,
        @JsonAbsent(PRINT_NULL) @Nullable List<String> readonlyPaths) {}
