package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.DockerDefaults;
import dev.gantry.host.runtime.HostCapabilities;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which capabilities a container holds (capabilities(7)), by Docker's rules of adding and
/// dropping.
final class Capabilities {
    /// In the kernel's order.
    private static final List<String> KNOWN =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_DAC_READ_SEARCH",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SETPCAP",
                    "CAP_LINUX_IMMUTABLE",
                    "CAP_NET_BIND_SERVICE",
                    "CAP_NET_BROADCAST",
                    "CAP_NET_ADMIN",
                    "CAP_NET_RAW",
                    "CAP_IPC_LOCK",
                    "CAP_IPC_OWNER",
                    "CAP_SYS_MODULE",
                    "CAP_SYS_RAWIO",
                    "CAP_SYS_CHROOT",
                    "CAP_SYS_PTRACE",
                    "CAP_SYS_PACCT",
                    "CAP_SYS_ADMIN",
                    "CAP_SYS_BOOT",
                    "CAP_SYS_NICE",
                    "CAP_SYS_RESOURCE",
                    "CAP_SYS_TIME",
                    "CAP_SYS_TTY_CONFIG",
                    "CAP_MKNOD",
                    "CAP_LEASE",
                    "CAP_AUDIT_WRITE",
                    "CAP_AUDIT_CONTROL",
                    "CAP_SETFCAP",
                    "CAP_MAC_OVERRIDE",
                    "CAP_MAC_ADMIN",
                    "CAP_SYSLOG",
                    "CAP_WAKE_ALARM",
                    "CAP_BLOCK_SUSPEND",
                    "CAP_AUDIT_READ",
                    "CAP_PERFMON",
                    "CAP_BPF",
                    "CAP_CHECKPOINT_RESTORE");

    /// Those this machine lets anyone hold: a virtual machine or an outer container may lack some.
    static final List<String> ALL = ofThisMachine();

    private Capabilities() {}

    private static List<String> ofThisMachine() {
        long bounding = HostCapabilities.bounding();
        List<String> all = new ArrayList<>();
        for (int bit = 0; bit < KNOWN.size(); bit++) {
            if ((bounding >>> bit & 1) == 1) {
                all.add(KNOWN.get(bit));
            }
        }
        return List.copyOf(all);
    }

    static List<String> of(ContainerSpec.Security security) {
        if (security.privileged()) {
            return ALL;
        }
        Set<String> add = names("CapAdd", security.capAdd());
        Set<String> drop = names("CapDrop", security.capDrop());
        Set<String> held = new LinkedHashSet<>();
        if (add.contains("ALL")) {
            held.addAll(ALL);
        } else if (!drop.contains("ALL")) {
            held.addAll(DockerDefaults.CAPABILITIES);
        }
        held.removeAll(drop);
        add.stream().filter(name -> !name.equals("ALL")).forEach(held::add);
        return new ArrayList<>(held);
    }

    private static Set<String> names(String field, List<String> given) {
        Set<String> names = new LinkedHashSet<>();
        for (String text : given) {
            String upper = text.toUpperCase(Locale.ROOT);
            if (upper.equals("ALL")) {
                names.add(upper);
                continue;
            }
            String name = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
            if (!KNOWN.contains(name)) {
                throw EngineException.invalid(
                        "invalid %s: unknown capability: \"%s\"".formatted(field, name));
            }
            names.add(name);
        }
        return names;
    }
}
