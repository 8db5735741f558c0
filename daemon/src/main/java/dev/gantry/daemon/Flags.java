package dev.gantry.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The command line of `gantryd`: dockerd's flags, taken apart. What they mean is the business of
/// {@link Options}.
///
/// @param values by long name, in the order given
record Flags(Map<String, List<String>> values) {
    /// Flags with a value, and their short forms.
    private static final Map<String, String> SHORT =
            Map.of(
                    "H",
                    "host",
                    "D",
                    "debug",
                    "l",
                    "log-level",
                    "b",
                    "bridge",
                    "G",
                    "group",
                    "s",
                    "storage-driver",
                    "p",
                    "pidfile",
                    "v",
                    "version",
                    "h",
                    "help");

    static final Set<String> WITH_VALUE =
            union(
                    NetworkOptions.WITH_VALUE,
                    "host",
                    "data-root",
                    "exec-root",
                    "pidfile",
                    "config-file",
                    "log-level",
                    "bridge",
                    "bip",
                    "insecure-registry",
                    "registry-mirror",
                    "token-server",
                    "max-concurrent-downloads",
                    "max-concurrent-uploads",
                    "max-download-attempts",
                    "tlscacert",
                    "tlscert",
                    "tlskey",
                    "group",
                    "add-runtime",
                    "default-runtime",
                    "storage-driver",
                    "log-driver",
                    "exec-opt",
                    "cdi-spec-dir",
                    "cgroup-parent",
                    "default-ipc-mode",
                    "init-path",
                    "log-opt");

    static final Set<String> SWITCHES =
            union(
                    NetworkOptions.SWITCHES,
                    "debug",
                    "init",
                    "tls",
                    "tlsverify",
                    "live-restore",
                    "validate",
                    "version",
                    "help");

    /// Flags that may be given more than once.
    static final Set<String> LISTS =
            union(
                    NetworkOptions.LISTS,
                    "host",
                    "insecure-registry",
                    "registry-mirror",
                    "token-server",
                    "add-runtime",
                    "exec-opt",
                    "cdi-spec-dir",
                    "log-opt");

    private static Set<String> union(List<String> some, String... others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(List.of(others));
        return Set.copyOf(all);
    }

    /// dockerd's other flags; all are refused by name.
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "allow-direct-routing",
                    "allow-nondistributable-artifacts",
                    "api-cors-header",
                    "authorization-plugin",
                    "bridge-accept-fwmark",
                    "containerd",
                    "containerd-namespace",
                    "containerd-plugins-namespace",
                    "cpu-rt-period",
                    "cpu-rt-runtime",
                    "cri-containerd",
                    "default-cgroupns-mode",
                    "default-gateway",
                    "default-gateway-v6",
                    "default-shm-size",
                    "default-ulimit",
                    "experimental",
                    "feature",
                    "firewall-backend",
                    "http-proxy",
                    "https-proxy",
                    "ip-forward",
                    "ip-forward-no-drop",
                    "ip6tables",
                    "iptables",
                    "label",
                    "log-format",
                    "metrics-addr",
                    "network-control-plane-mtu",
                    "no-new-privileges",
                    "no-proxy",
                    "node-generic-resource",
                    "oom-score-adjust",
                    "raw-logs",
                    "rootless",
                    "seccomp-profile",
                    "selinux-enabled",
                    "shutdown-timeout",
                    "storage-opt",
                    "swarm-default-advertise-addr",
                    "userland-proxy-path",
                    "userns-remap");

    Flags {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, given) -> copy.put(name, List.copyOf(given)));
        values = copy;
    }

    static Flags parse(List<String> arguments) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.length() < 2 || !argument.startsWith("-")) {
                throw new UsageException("\"gantryd\" accepts no arguments: " + argument);
            }
            String text = argument.startsWith("--") ? argument.substring(2) : spelled(argument);
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            require(name, argument);
            if (equals >= 0) {
                add(values, name, text.substring(equals + 1));
            } else if (SWITCHES.contains(name)) {
                add(values, name, "true");
            } else if (++i < arguments.size()) {
                add(values, name, arguments.get(i));
            } else {
                throw new UsageException("flag needs an argument: " + argument);
            }
        }
        return new Flags(values);
    }

    /// `-H=unix:///x` and `-Hunix:///x` are `host=unix:///x`.
    private static String spelled(String argument) {
        String name = SHORT.get(argument.substring(1, 2));
        if (name == null) {
            throw new UsageException(
                    "unknown shorthand flag: '%s' in %s".formatted(argument.charAt(1), argument));
        }
        String rest = argument.substring(2);
        return rest.isEmpty() ? name : name + "=" + rest.replaceFirst("^=", "");
    }

    static boolean isKnown(String name) {
        return ELSEWHERE.contains(name) || WITH_VALUE.contains(name) || SWITCHES.contains(name);
    }

    static void require(String name, String as) {
        if (ELSEWHERE.contains(name)) {
            throw new UsageException(
                    "%s: not supported by this version of Gantry; see docs/compatibility.md"
                            .formatted(as));
        }
        if (!isKnown(name)) {
            throw new UsageException("unknown flag: " + as);
        }
    }

    private static void add(Map<String, List<String>> values, String name, String value) {
        List<String> all = values.computeIfAbsent(name, _ -> new ArrayList<>());
        if (!LISTS.contains(name)) {
            all.clear();
        }
        all.add(value);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    String text(String name, String whenAbsent) {
        List<String> all = all(name);
        return all.isEmpty() ? whenAbsent : all.getLast();
    }

    boolean isOn(String name) {
        return isTrue(name, text(name, "false"));
    }

    private static boolean isTrue(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "t" -> true;
            case "false", "0", "f" -> false;
            default ->
                    throw new UsageException(
                            "invalid argument \"%s\" for \"--%s\" flag: it is true or false"
                                    .formatted(value, name));
        };
    }

    boolean has(String name) {
        return values.containsKey(name);
    }
}
