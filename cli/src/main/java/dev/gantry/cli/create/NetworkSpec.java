package dev.gantry.cli.create;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.ExitException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One `--network`: a name, or `name=…,alias=…,ip=…` and so on.
record NetworkSpec(
        String name,
        List<String> aliases,
        String ip,
        String ip6,
        List<String> linkLocal,
        String mac,
        Map<String, String> driverOptions,
        long priority) {
    NetworkSpec {
        aliases = List.copyOf(aliases);
        linkLocal = List.copyOf(linkLocal);
        driverOptions = Map.copyOf(driverOptions);
    }

    /// @throws IllegalArgumentException in Docker's words
    static NetworkSpec parse(String text) {
        if (text.indexOf('=') < 0) {
            return new NetworkSpec(text, List.of(), "", "", List.of(), "", Map.of(), 0);
        }
        Map<String, String> single = new LinkedHashMap<>();
        List<String> aliases = new ArrayList<>();
        List<String> linkLocal = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (String field : Csv.fields(text)) {
            String[] pair = field.split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException("invalid key/value pair format in " + field);
            }
            switch (pair[0].strip()) {
                case "alias" -> aliases.add(pair[1].strip());
                case "link-local-ip" -> linkLocal.add(pair[1].strip());
                case "driver-opt" -> options.putAll(KeyValues.map(List.of(pair[1].strip())));
                case "name", "ip", "ip6", "mac-address", "gw-priority" ->
                        single.put(pair[0].strip(), pair[1].strip());
                default ->
                        throw new IllegalArgumentException("invalid field key " + pair[0].strip());
            }
        }
        if (!single.containsKey("name")) {
            throw new IllegalArgumentException("network name/id is not specified");
        }
        return new NetworkSpec(
                single.getOrDefault("name", ""),
                aliases,
                single.getOrDefault("ip", ""),
                single.getOrDefault("ip6", ""),
                linkLocal,
                single.getOrDefault("mac-address", ""),
                options,
                dev.gantry.cli.value.GoNumber.parseInt(
                        single.getOrDefault("gw-priority", "0"), 64));
    }

    boolean isUserDefined() {
        return !Set.of("default", "bridge", "host", "none").contains(name)
                && !name.startsWith("container:");
    }

    /// All networks asked for; the first has what the older flags say.
    static List<NetworkSpec> all(Arguments arguments) throws ExitException {
        List<NetworkSpec> specs = new ArrayList<>();
        for (String flag : List.of("network", "net")) {
            arguments.list(flag).forEach(text -> specs.add(parse(text)));
        }
        if (specs.isEmpty()) {
            specs.add(parse("default"));
        }
        NetworkSpec first = specs.getFirst().withFlags(arguments);
        if (!first.mac().isEmpty() && !Checks.isMacAddress(first.mac())) {
            throw ExitException.because(first.mac() + " is not a valid mac address");
        }
        specs.set(0, first);
        Set<String> seen = new java.util.HashSet<>();
        for (NetworkSpec spec : specs) {
            if (spec.name().isEmpty()) {
                throw ExitException.because("no name set for network");
            }
            if (!seen.add(spec.name())) {
                throw ExitException.because(
                        "network \"" + spec.name() + "\" is specified multiple times");
            }
            if (specs.size() > 1 && !spec.isUserDefined() && !spec.name().equals("bridge")) {
                throw ExitException.because(
                        "conflicting options: cannot attach both user-defined and non-user-defined network-modes");
            }
        }
        return specs;
    }

    private NetworkSpec withFlags(Arguments arguments) throws ExitException {
        List<String> flagAliases = new ArrayList<>(arguments.list("network-alias"));
        flagAliases.addAll(arguments.list("net-alias"));
        refuseBoth(aliases, flagAliases, "--network-alias and per-network alias");
        refuseBoth(ip, arguments.text("ip"), "--ip and per-network IPv4 address");
        refuseBoth(ip6, arguments.text("ip6"), "--ip6 and per-network IPv6 address");
        refuseBoth(mac, arguments.text("mac-address"), "--mac-address and per-network MAC address");
        refuseBoth(
                linkLocal,
                arguments.list("link-local-ip"),
                "--link-local-ip and per-network link-local IP addresses");
        NetworkSpec merged =
                new NetworkSpec(
                        name,
                        aliases.isEmpty() ? flagAliases : aliases,
                        arguments.text("ip", ip),
                        arguments.text("ip6", ip6),
                        linkLocal.isEmpty() ? arguments.list("link-local-ip") : linkLocal,
                        arguments.text("mac-address", mac),
                        driverOptions,
                        priority);
        if (!merged.aliases().isEmpty() && !isUserDefined()) {
            throw ExitException.because(
                    "network-scoped aliases are only supported for user-defined networks");
        }
        return merged;
    }

    private static void refuseBoth(List<String> own, List<String> flag, String what)
            throws ExitException {
        if (!own.isEmpty() && !flag.isEmpty()) {
            throw ExitException.because("conflicting options: cannot specify both " + what);
        }
    }

    private static void refuseBoth(String own, String flag, String what) throws ExitException {
        if (!own.isEmpty() && !flag.isEmpty()) {
            throw ExitException.because("conflicting options: cannot specify both " + what);
        }
    }

    /// Whether nothing but the name was said.
    boolean isPlain() {
        return aliases.isEmpty()
                && linkLocal.isEmpty()
                && driverOptions.isEmpty()
                && (ip + ip6 + mac).isEmpty()
                && priority == 0;
    }

    /// The endpoint's settings as the API has them.
    JsonValue endpoint(List<String> links) {
        return JsonValue.object()
                .put("IPAMConfig", addresses())
                .put("Links", links.isEmpty() ? null : links)
                .put("Aliases", aliases.isEmpty() ? null : aliases)
                .put("MacAddress", mac)
                .put("DriverOpts", driverOptions.isEmpty() ? null : driverOptions)
                .put("GwPriority", priority)
                .put("NetworkID", "")
                .put("EndpointID", "")
                .put("Gateway", "")
                .put("IPAddress", "")
                .put("IPPrefixLen", 0)
                .put("IPv6Gateway", "")
                .put("GlobalIPv6Address", "")
                .put("GlobalIPv6PrefixLen", 0)
                .put("DNSNames", (Object) null)
                .build();
    }

    private JsonValue addresses() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        if (!ip.isEmpty()) {
            fields.put("IPv4Address", new JsonValue.Str(ip));
        }
        if (!ip6.isEmpty()) {
            fields.put("IPv6Address", new JsonValue.Str(ip6));
        }
        if (!linkLocal.isEmpty()) {
            fields.put("LinkLocalIPs", dev.gantry.base.Json.tree(linkLocal));
        }
        return fields.isEmpty() ? new JsonValue.Null() : new JsonValue.Obj(fields);
    }
}
