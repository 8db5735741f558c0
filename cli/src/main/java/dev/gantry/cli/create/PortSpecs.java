package dev.gantry.cli.create;

import dev.gantry.api.container.PortBinding;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.value.GoNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// `--publish` and `--expose`: `[[address:]port[-port]:]port[-port][/protocol]`.
final class PortSpecs {
    private final Set<String> exposed = new TreeSet<>();
    private final Map<String, List<PortBinding>> bindings = new TreeMap<>();

    private record Range(int first, int last) {
        int length() {
            return last - first + 1;
        }
    }

    /// Ports exposed, as `80/tcp`.
    Set<String> exposed() {
        return exposed;
    }

    Map<String, List<PortBinding>> bindings() {
        return bindings;
    }

    static PortSpecs parse(List<String> published, List<String> exposed) throws ExitException {
        PortSpecs specs = new PortSpecs();
        for (String spec : published) {
            specs.publish(spec.indexOf('=') < 0 ? spec : shortForm(spec));
        }
        for (String spec : exposed) {
            specs.expose(spec);
        }
        return specs;
    }

    /// `published=8080,target=80,protocol=tcp`.
    private static String shortForm(String spec) throws ExitException {
        Map<String, String> fields = KeyValues.map(Csv.fields(spec));
        String target = fields.get("target");
        if (target == null) {
            throw ExitException.because("invalid port format: target is required: " + spec);
        }
        String published = fields.get("published");
        String ports = published == null ? target : published + ":" + target;
        return ports + "/" + fields.getOrDefault("protocol", "tcp");
    }

    private void publish(String spec) throws ExitException {
        int slash = spec.indexOf('/');
        String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1).toLowerCase(Locale.ROOT);
        String[] parts = split(slash < 0 ? spec : spec.substring(0, slash));
        if (parts[2].isEmpty()) {
            throw ExitException.because("No port specified: " + spec + "<empty>");
        }
        if (!parts[0].isEmpty() && !Checks.isAddress(parts[0])) {
            throw ExitException.because("Invalid ip address: " + parts[0]);
        }
        Range container = range(parts[2], "Invalid containerPort: ");
        Range host = parts[1].isEmpty() ? null : range(parts[1], "Invalid hostPort: ");
        if (!Set.of("tcp", "udp", "sctp").contains(protocol)) {
            throw ExitException.because("Invalid proto: " + protocol);
        }
        if (host != null && host.length() != container.length() && container.length() != 1) {
            throw ExitException.because(
                    "Invalid ranges specified for container and host Ports: %s and %s"
                            .formatted(parts[2], parts[1]));
        }
        for (int i = 0; i < container.length(); i++) {
            String hostPort = "";
            if (host != null) {
                hostPort =
                        container.length() == host.length()
                                ? Integer.toString(host.first() + i)
                                : parts[1];
            }
            String port = container.first() + i + "/" + protocol;
            exposed.add(port);
            bindings.computeIfAbsent(port, _ -> new ArrayList<>())
                    .add(new PortBinding(parts[0], hostPort));
        }
    }

    /// Address, host port, container port; an address of IPv6 may stand in brackets.
    private static String[] split(String spec) {
        int last = spec.lastIndexOf(':');
        if (last < 0) {
            return new String[] {"", "", spec};
        }
        String container = spec.substring(last + 1);
        String before = spec.substring(0, last);
        int middle = before.lastIndexOf(':');
        if (middle < 0) {
            return new String[] {"", before, container};
        }
        String address = before.substring(0, middle);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return new String[] {address, before.substring(middle + 1), container};
    }

    private void expose(String spec) throws ExitException {
        if (spec.indexOf(':') >= 0) {
            throw ExitException.because("invalid port format for --expose: " + spec);
        }
        int slash = spec.indexOf('/');
        String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1).toLowerCase(Locale.ROOT);
        String ports = slash < 0 ? spec : spec.substring(0, slash);
        Range range = exposedRange(ports);
        for (int port = range.first(); port <= range.last(); port++) {
            exposed.add(port + "/" + protocol);
        }
    }

    private static Range exposedRange(String text) throws ExitException {
        String complaint = "invalid range format for --expose: " + text + ", error: ";
        try {
            for (String end : text.split("-", 2)) {
                GoNumber.parseUint(end, 16);
            }
        } catch (IllegalArgumentException e) {
            throw ExitException.because(complaint + e.getMessage());
        }
        return range(text, complaint);
    }

    private static Range range(String text, String complaint) throws ExitException {
        String[] ends = text.split("-", 2);
        try {
            Range range =
                    new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
            if (range.first() < 0 || range.last() > 65_535 || range.length() < 1) {
                throw ExitException.because(complaint + text);
            }
            return range;
        } catch (NumberFormatException e) {
            throw ExitException.because(complaint + text);
        }
    }
}
