package dev.gantry.host.network;

import dev.gantry.linux.Rtnetlink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides what of a machine's links, rules and namespaces is ours and belongs to nobody any more:
/// what a crash left. Pure.
final class Sweeper {
    private final Names names;
    private final BridgeDriver bridges;

    Sweeper(Names names, BridgeDriver bridges) {
        this.names = names;
        this.bridges = bridges;
    }

    /// By their ids, whole or short.
    record Alive(Set<String> networks, Set<String> sandboxes, Set<String> endpoints) {
        Alive {
            networks = Set.copyOf(networks);
            sandboxes =
                    sandboxes.stream().map(Names::shortId).collect(Collectors.toUnmodifiableSet());
            endpoints = Set.copyOf(endpoints);
        }
    }

    /// What the whole machine has.
    record Observed(
            List<Rtnetlink.Link> links,
            List<Rtnetlink.Address> addresses,
            FilterState filter,
            List<Path> pins) {
        Observed {
            links = List.copyOf(links);
            addresses = List.copyOf(addresses);
            pins = List.copyOf(pins);
        }
    }

    List<Step> sweep(Alive alive, Observed observed) {
        List<Step> steps = new ArrayList<>();
        steps.addAll(
                bridges.withdraw(
                        observed.filter.published().stream()
                                .filter(port -> !alive.endpoints.contains(port.owner()))
                                .toList(),
                        "withdraw ports without an owner"));
        for (Rtnetlink.Link link : observed.links) {
            names.endpointOf(link.alias())
                    .filter(id -> !alive.endpoints.contains(id))
                    .ifPresent(
                            id -> steps.add(new Step.DeleteLink(link.name(), "no endpoint " + id)));
            Optional<String> network = names.networkOf(link.alias());
            if (network.isPresent() && !alive.networks.contains(network.get())) {
                steps.addAll(bridge(link, network.get(), observed.addresses));
            }
        }
        Set<String> known = alive.networks.stream().map(Names::shortId).collect(Collectors.toSet());
        steps.addAll(bridges.forget(known, observed.filter));
        for (Path pin : observed.pins) {
            if (!alive.sandboxes.contains(pin.getFileName().toString())) {
                steps.add(new Step.Unpin(pin, "no sandbox"));
            }
        }
        return steps;
    }

    private static List<Step> bridge(
            Rtnetlink.Link link, String network, List<Rtnetlink.Address> addresses) {
        List<Step> steps = new ArrayList<>();
        for (Rtnetlink.Address address : addresses) {
            if (address.link() == link.index() && !address.address().isLinkLocalAddress()) {
                Subnet subnet = new Subnet(address.address(), address.prefix());
                steps.add(new Step.Unguard(RouteGuard.rules(link.name(), subnet)));
            }
        }
        steps.add(new Step.DeleteLink(link.name(), "no network " + network));
        return steps;
    }
}
