package dev.gantry.daemon.wire;

import dev.gantry.api.container.PortBinding;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.network.Endpoint.PublishedPort;
import dev.gantry.engine.network.PortRequest;
import dev.gantry.host.network.Subnet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ports, which Docker writes as `80/tcp`, and what they are published as.
final class PortWire {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private PortWire() {}

    private record Port(int number, String protocol) {
        @Override
        public String toString() {
            return number + "/" + protocol;
        }
    }

    private static Port port(String text) {
        String[] parts = text.split("/", 2);
        String protocol = parts.length == 2 ? parts[1].toLowerCase(java.util.Locale.ROOT) : "tcp";
        int number = number(parts[0]);
        if (number < 1 || !PROTOCOLS.contains(protocol)) {
            throw EngineException.invalid(
                    "invalid port specification: \"%s\"".formatted(number < 1 ? parts[0] : text));
        }
        return new Port(number, protocol);
    }

    /// @return -1 when it is no port
    private static int number(String digits) {
        boolean isNumber = digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65535;
        return isNumber ? Integer.parseInt(digits) : -1;
    }

    /// In their normal form; a range such as `80-82/tcp` becomes its ports.
    static Set<String> exposed(List<String> texts) {
        Set<String> ports = new LinkedHashSet<>();
        for (String text : texts) {
            String[] parts = text.split("/", 2);
            String protocol = parts.length == 2 ? "/" + parts[1] : "/tcp";
            String[] range = parts[0].split("-", 2);
            int first = number(range[0]);
            int last = number(range[range.length - 1]);
            if (first < 0 || last < first) {
                throw EngineException.invalid("invalid port specification: \"%s\"".formatted(text));
            }
            for (int number = first; number <= last; number++) {
                ports.add(port(number + protocol).toString());
            }
        }
        return ports;
    }

    /// @param alsoAll ports to publish anywhere, unless they are published somewhere
    static List<PortRequest> published(
            Map<String, @Nullable List<PortBinding>> bindings, Set<String> alsoAll) {
        List<PortRequest> ports = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>();
        bindings.forEach((text, wanted) -> {
            Port port = port(text);
            for (PortBinding binding : Given.list(wanted)) {
                ports.add(published(port, binding));
                done.add(port.toString());
            }
        });
        for (String text : alsoAll) {
            if (!done.contains(text)) {
                Port port = port(text);
                ports.add(new PortRequest(port.number, port.protocol, "", 0, 0));
            }
        }
        return ports;
    }

    /// A range of host ports is a choice.
    private static PortRequest published(Port port, PortBinding binding) {
        String hostPort = Given.text(binding.hostPort());
        String[] range = hostPort.split("-", 2);
        int first = hostPort.isEmpty() ? 0 : number(range[0]);
        int last = range.length == 2 ? number(range[1]) : first;
        Given.require(
                first >= 0 && last >= first,
                "invalid port specification: \"%s\"".formatted(hostPort));
        return new PortRequest(
                port.number, port.protocol, address(Given.text(binding.hostIp())), first, last);
    }

    private static String address(String text) {
        if (text.isEmpty()) {
            return "";
        }
        try {
            return Subnet.text(InetAddress.ofLiteral(text.replaceAll("^\\[|]$", "")));
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID, "invalid IP address: " + text, e);
        }
    }

    private static String shown(String hostIp) {
        return hostIp.isEmpty() ? "0.0.0.0" : hostIp;
    }

    /// As `NetworkSettings.Ports` of `inspect` has them.
    static JsonValue inspected(List<String> exposed, List<PublishedPort> published) {
        Map<String, List<JsonValue>> ports = new TreeMap<>();
        exposed.forEach(port -> ports.put(port, new ArrayList<>()));
        for (PublishedPort port : published) {
            ports.computeIfAbsent(
                            new Port(port.port(), port.protocol()).toString(),
                            _ -> new ArrayList<>())
                    .add(
                            JsonValue.object()
                                    .put("HostIp", shown(port.hostIp()))
                                    .put("HostPort", Integer.toString(port.hostPort()))
                                    .build());
        }
        JsonValue.Builder object = JsonValue.object();
        ports.forEach((port, bindings) ->
                object.put(port, bindings.isEmpty() ? null : (Object) bindings));
        return object.build();
    }

    /// As the list of containers has them.
    static List<JsonValue> listed(List<String> exposed, List<PublishedPort> published) {
        Set<String> done = new LinkedHashSet<>();
        List<Listed> all = new ArrayList<>();
        for (PublishedPort port : published) {
            all.add(
                    new Listed(
                            shown(port.hostIp()), port.port(), port.hostPort(), port.protocol()));
            done.add(port.port() + "/" + port.protocol());
        }
        for (String text : exposed) {
            if (!done.contains(text)) {
                Port port = port(text);
                all.add(new Listed("", port.number, 0, port.protocol));
            }
        }
        return all.stream()
                .sorted(Comparator.comparingInt(Listed::inside).thenComparing(Listed::protocol))
                .map(Listed::json)
                .toList();
    }

    private record Listed(String ip, int inside, int outside, String protocol) {
        JsonValue json() {
            JsonValue.Builder object = JsonValue.object();
            if (!ip.isEmpty()) {
                object.put("IP", ip);
            }
            object.put("PrivatePort", inside);
            if (outside != 0) {
                object.put("PublicPort", outside);
            }
            return object.put("Type", protocol).build();
        }
    }
}
