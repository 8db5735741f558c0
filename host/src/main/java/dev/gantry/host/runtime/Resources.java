package dev.gantry.host.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits of a container, and the devices it may use. `null` leaves the kernel's default.
///
/// @param cgroupParent an absolute cgroup path below which the container's own cgroup is made
/// @param pids the most processes it may have; -1 is no limit
/// @param unified files of cgroup v2 by name
public record Resources(
        String cgroupParent,
        Memory memory,
        Cpu cpu,
        @Nullable Long pids,
        BlockIo blockIo,
        List<HugePages> hugePages,
        List<DeviceRule> devices,
        Map<String, String> unified) {
    public Resources {
        if (!cgroupParent.startsWith("/")
                || List.of(cgroupParent.split("/")).contains("..")
                || cgroupParent.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a cgroup path: " + cgroupParent);
        }
        hugePages = List.copyOf(hugePages);
        devices = List.copyOf(devices);
        unified = Map.copyOf(unified);
    }

    /// The same without the words "no limit", which not every runtime understands.
    Resources onlyLimits() {
        Long most = pids;
        Long quota = cpu.quota;
        return new Resources(
                cgroupParent,
                memory,
                quota != null && quota < 0
                        ? new Cpu(
                                cpu.shares,
                                cpu.period,
                                null,
                                cpu.realtimePeriod,
                                cpu.realtimeRuntime,
                                cpu.cpus,
                                cpu.mems)
                        : cpu,
                most != null && most < 0 ? null : most,
                blockIo,
                hugePages,
                devices,
                unified);
    }

    /// No limit but on devices.
    public static Resources unlimited(String cgroupParent, List<DeviceRule> devices) {
        return new Resources(
                cgroupParent,
                Memory.UNLIMITED,
                Cpu.UNLIMITED,
                null,
                BlockIo.UNLIMITED,
                List.of(),
                devices,
                Map.of());
    }

    /// Bytes; `kernelTcp` those of TCP buffers, with version 1 only; `swap` is memory and swap
    /// together, -1 is no limit.
    public record Memory(
            @Nullable Long limit,
            @Nullable Long reservation,
            @Nullable Long swap,
            @Nullable Integer swappiness,
            boolean oomKillDisabled,
            @Nullable Long kernelTcp) {
        public static final Memory UNLIMITED = new Memory(null, null, null, null, false, null);
    }

    /// Periods and quotas in microseconds; `cpus` and `mems` as in `0-2,7`.
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long period,
            @Nullable Long quota,
            @Nullable Long realtimePeriod,
            @Nullable Long realtimeRuntime,
            @Nullable String cpus,
            @Nullable String mems) {
        public static final Cpu UNLIMITED = new Cpu(null, null, null, null, null, null, null);
    }

    public record BlockIo(
            @Nullable Integer weight,
            List<DeviceWeight> weightDevice,
            List<Throttle> readBytes,
            List<Throttle> writeBytes,
            List<Throttle> readOperations,
            List<Throttle> writeOperations) {
        public static final BlockIo UNLIMITED =
                new BlockIo(null, List.of(), List.of(), List.of(), List.of(), List.of());

        public BlockIo {
            weightDevice = List.copyOf(weightDevice);
            readBytes = List.copyOf(readBytes);
            writeBytes = List.copyOf(writeBytes);
            readOperations = List.copyOf(readOperations);
            writeOperations = List.copyOf(writeOperations);
        }
    }

    public record DeviceWeight(long major, long minor, int weight) {}

    /// At most `rate` bytes or operations a second.
    public record Throttle(long major, long minor, long rate) {}

    /// @param pageSize as the kernel names it, such as `2MB`
    public record HugePages(String pageSize, long limit) {}

    /// A rule of the device cgroup; later ones win.
    ///
    /// @param type `a`, `c` or `b`
    /// @param major `null` for all
    /// @param minor `null` for all
    /// @param access some of `rwm`
    public record DeviceRule(
            boolean allowed,
            String type,
            @Nullable Long major,
            @Nullable Long minor,
            String access) {
        public static DeviceRule denyAll() {
            return new DeviceRule(false, "a", null, null, "rwm");
        }

        public static DeviceRule allowAll() {
            return new DeviceRule(true, "a", null, null, "rwm");
        }

        public static DeviceRule allow(String type, long major, long minor) {
            return new DeviceRule(true, type, major, minor, "rwm");
        }
    }
}
