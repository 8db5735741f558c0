package dev.gantry.cli.container;

import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ports of a container in one line: `0.0.0.0:8080->80/tcp, 443/tcp`, neighbours as ranges.
final class Ports {
    private record Port(String address, int inside, int outside, String protocol) {}

    private record Range(int first, int last) {}

    private Ports() {}

    static String show(List<JsonValue.Obj> ports) {
        List<String> shown = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        Map<String, Range> open = new LinkedHashMap<>();
        for (Port port : sorted(ports)) {
            if (!port.address().isEmpty() && port.outside() != port.inside()) {
                moved.add(
                        "%s->%d/%s"
                                .formatted(
                                        join(port.address(), Integer.toString(port.outside())),
                                        port.inside(),
                                        port.protocol()));
                continue;
            }
            String key = port.address() + "/" + port.protocol();
            Range range = open.get(key);
            if (range != null && port.inside() != range.last() + 1) {
                shown.add(show(key, range));
                range = null;
            }
            open.put(key, new Range(range == null ? port.inside() : range.first(), port.inside()));
        }
        open.forEach((key, range) -> shown.add(show(key, range)));
        shown.addAll(moved);
        return String.join(", ", shown);
    }

    private static List<Port> sorted(List<JsonValue.Obj> ports) {
        return ports.stream()
                .map(port ->
                        new Port(
                                Member.text(port, "IP"),
                                (int) Member.number(port, "PrivatePort"),
                                (int) Member.number(port, "PublicPort"),
                                Member.text(port, "Type")))
                .sorted(
                        Comparator.comparingInt(Port::inside)
                                .thenComparing(Port::address)
                                .thenComparingInt(Port::outside)
                                .thenComparing(Port::protocol))
                .toList();
    }

    private static String show(String key, Range range) {
        int slash = key.lastIndexOf('/');
        String address = key.substring(0, slash);
        String ports = Integer.toString(range.first());
        if (range.first() != range.last()) {
            ports += "-" + range.last();
        }
        String mapping = address.isEmpty() ? ports : join(address, ports) + "->" + ports;
        return mapping + key.substring(slash);
    }

    private static String join(String address, String port) {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
