package dev.gantry.cli.network;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.ExitException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The subnets of a new network, each with the range, gateway and reserved addresses that lie in
/// it.
final class Subnets {
    private final Map<String, Map<String, Object>> configs = new LinkedHashMap<>();
    private final List<String> all;

    Subnets(List<String> all) throws ExitException {
        this.all = all;
        for (String subnet : all) {
            for (String other : configs.keySet()) {
                if (contains(other, subnet) || contains(subnet, other)) {
                    throw ExitException.because(
                            "multiple overlapping subnet configuration is not supported");
                }
            }
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("Subnet", subnet);
            configs.put(subnet, config);
        }
    }

    /// @param what how messages call it
    void put(String field, String what, List<String> values) throws ExitException {
        if (values.size() > all.size()) {
            throw ExitException.because(
                    "every ip-range or gateway must have a corresponding subnet");
        }
        for (String value : values) {
            Map<String, Object> config = owner(what, value);
            if (config.containsKey(field)) {
                throw ExitException.because(
                        "cannot configure multiple %ss (%s, %s) on the same subnet (%s)"
                                .formatted(what, value, config.get(field), config.get("Subnet")));
            }
            config.put(field, value);
        }
    }

    void reserve(Map<String, String> addresses) throws ExitException {
        for (Map.Entry<String, String> each : addresses.entrySet()) {
            Map<String, Object> config = owner("aux-address", each.getValue());
            @SuppressWarnings("unchecked")
            Map<String, Object> reserved =
                    (Map<String, Object>)
                            config.computeIfAbsent(
                                    "AuxiliaryAddresses", _ -> new LinkedHashMap<String, Object>());
            reserved.put(each.getKey(), each.getValue());
        }
    }

    private Map<String, Object> owner(String what, String value) throws ExitException {
        for (Map.Entry<String, Map<String, Object>> config : configs.entrySet()) {
            if (contains(config.getKey(), value)) {
                return config.getValue();
            }
        }
        String name = what.equals("ip-range") ? "range" : what;
        throw ExitException.because("no matching subnet for %s %s".formatted(name, value));
    }

    List<JsonValue> json() {
        List<JsonValue> list = new ArrayList<>();
        configs.values().forEach(config -> list.add(Json.tree(config)));
        return list;
    }

    /// Whether an address, or the first of a subnet, lies in a subnet. What is no address lies
    /// nowhere; the daemon says so.
    private static boolean contains(String subnet, String value) {
        int slash = subnet.indexOf('/');
        int end = value.indexOf('/');
        try {
            InetAddress network =
                    InetAddress.ofLiteral(slash < 0 ? subnet : subnet.substring(0, slash));
            InetAddress address = InetAddress.ofLiteral(end < 0 ? value : value.substring(0, end));
            int bits = network.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(subnet.substring(slash + 1));
            return address.getAddress().length * 8 == bits
                    && high(network, bits - prefix).equals(high(address, bits - prefix));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static BigInteger high(InetAddress address, int lowBits) {
        return new BigInteger(1, address.getAddress()).shiftRight(Math.max(0, lowBits));
    }
}
