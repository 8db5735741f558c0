package dev.gantry.daemon;

import dev.gantry.engine.network.AddressPools;
import dev.gantry.engine.network.NetworkSettings;
import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the flags say of networks.
final class NetworkOptions {
    /// Flags with a value.
    static final List<String> WITH_VALUE =
            List.of(
                    "bip6",
                    "default-address-pool",
                    "default-network-opt",
                    "dns",
                    "dns-opt",
                    "dns-search",
                    "fixed-cidr",
                    "fixed-cidr-v6",
                    "host-gateway-ip",
                    "ip",
                    "mtu");

    static final List<String> SWITCHES = List.of("icc", "ip-masq", "ipv6", "userland-proxy");

    static final List<String> LISTS =
            List.of(
                    "default-address-pool",
                    "default-network-opt",
                    "dns",
                    "dns-opt",
                    "dns-search",
                    "host-gateway-ip");

    private final Flags flags;

    private NetworkOptions(Flags flags) {
        this.flags = flags;
    }

    static NetworkSettings of(Flags flags) {
        return new NetworkOptions(flags).settings();
    }

    private NetworkSettings settings() {
        if (flags.has("userland-proxy") && flags.isOn("userland-proxy")) {
            throw new UsageException(
                    "--userland-proxy=true: there is none; the kernel forwards published ports, those on 127.0.0.1 too");
        }
        flags.all("dns").forEach(server -> address("dns", server));
        flags.all("host-gateway-ip").forEach(ip -> address("host-gateway-ip", ip));
        return new NetworkSettings(
                bridge(),
                subnet("bip"),
                subnet("bip6"),
                subnet("fixed-cidr"),
                subnet("fixed-cidr-v6"),
                flags.isOn("ipv6"),
                !flags.has("icc") || flags.isOn("icc"),
                !flags.has("ip-masq") || flags.isOn("ip-masq"),
                flags.has("ip") ? address("ip", flags.text("ip", "")) : "",
                mtu(),
                pools(),
                driverOptions(),
                flags.all("host-gateway-ip"),
                new NetworkSettings.Dns(
                        flags.all("dns"), flags.all("dns-search"), flags.all("dns-opt")));
    }

    private String bridge() {
        String name = flags.text("bridge", "gantry0");
        if (name.equals("none")) {
            throw new UsageException(
                    "--bridge=none: not supported by this version of Gantry; see docs/compatibility.md");
        }
        if (!name.matches("[a-zA-Z0-9_.-]{1,15}")) {
            throw new UsageException("--bridge=%s: no name of a network link".formatted(name));
        }
        return name;
    }

    private String subnet(String flag) {
        String text = flags.text(flag, "");
        if (text.isEmpty()) {
            return "";
        }
        try {
            Subnet subnet = Subnet.parse(text);
            boolean isIpv6 = flag.endsWith("6");
            if (subnet.address().getAddress().length != (isIpv6 ? 16 : 4)) {
                throw new IllegalArgumentException("wrong family");
            }
            return text;
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--%s=%s: it is written as %s"
                            .formatted(
                                    flag,
                                    text,
                                    flag.endsWith("6") ? "fd00:1::1/64" : "172.30.0.1/16"),
                    e);
        }
    }

    private static String address(String flag, String text) {
        try {
            return Subnet.text(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--%s=%s: no IP address".formatted(flag, text), e);
        }
    }

    private int mtu() {
        String text = flags.text("mtu", "0");
        if (!text.matches("[0-9]{1,5}") || (!text.equals("0") && Integer.parseInt(text) < 68)) {
            throw new UsageException("--mtu=%s: no size of packets".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /// Each `base=10.10.0.0/16,size=24`.
    private AddressPools pools() {
        List<AddressPools.Range> ranges = new ArrayList<>();
        for (String text : flags.all("default-address-pool")) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String pair : text.split(",")) {
                String[] parts = pair.split("=", 2);
                pairs.put(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "");
            }
            try {
                ranges.add(
                        AddressPools.range(
                                pairs.getOrDefault("base", ""),
                                Integer.parseInt(pairs.getOrDefault("size", ""))));
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "--default-address-pool=%s: it is written as base=10.10.0.0/16,size=24"
                                .formatted(text),
                        e);
            }
        }
        return ranges.isEmpty() ? AddressPools.standard() : new AddressPools(ranges);
    }

    /// Each `bridge=com.docker.network.driver.mtu=1400`.
    private Map<String, Map<String, String>> driverOptions() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (String text : flags.all("default-network-opt")) {
            String[] parts = text.split("=", 3);
            if (parts.length < 3) {
                throw new UsageException(
                        "--default-network-opt=%s: it is written as driver=name=value"
                                .formatted(text));
            }
            all.computeIfAbsent(parts[0], _ -> new LinkedHashMap<>()).put(parts[1], parts[2]);
        }
        return all;
    }
}
