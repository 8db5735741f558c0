package dev.gantry.host.network;

import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Netlink;
import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What this machine's links, addresses and routes are now, in the network namespace of the calling
/// thread.
///
/// @param links by which the rest names them
public record HostRoutes(
        List<Rtnetlink.Link> links,
        List<Rtnetlink.Address> addresses,
        List<Rtnetlink.Route> routes) {
    private static final int STANDARD_MTU = 1500;

    public HostRoutes {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    public static HostRoutes read() throws IOException {
        try (Netlink netlink = Netlink.route()) {
            return new HostRoutes(
                    Rtnetlink.links(netlink.exchange(Rtnetlink.getLinks())),
                    Rtnetlink.addresses(netlink.exchange(Rtnetlink.getAddresses())),
                    routes(netlink));
        }
    }

    private static List<Rtnetlink.Route> routes(Netlink netlink) throws LinuxException {
        return Rtnetlink.routes(netlink.exchange(Rtnetlink.getRoutes()));
    }

    /// The address or route that overlaps a subnet, in words; a default route does not count.
    public Optional<String> clash(Subnet subnet) {
        Optional<String> address =
                addresses.stream()
                        .filter(a -> !a.address().isLinkLocalAddress())
                        .filter(a -> subnet.overlaps(new Subnet(a.address(), a.prefix())))
                        .map(a ->
                                "address %s/%d of %s"
                                        .formatted(
                                                a.address().getHostAddress(),
                                                a.prefix(),
                                                name(a.link())))
                        .findFirst();
        return address.or(() ->
                routes.stream()
                        .flatMap(route ->
                                destination(route)
                                        .filter(subnet::overlaps)
                                        .map(to ->
                                                "route %s by %s".formatted(to, name(route.link())))
                                        .stream())
                        .findFirst());
    }

    private static Optional<Subnet> destination(Rtnetlink.Route route) {
        return Optional.ofNullable(route.destination()).map(to -> new Subnet(to, route.prefix()));
    }

    /// Whether a link has an address of the subnet.
    public boolean isOn(String link, Subnet subnet) {
        return addresses.stream()
                .anyMatch(a -> name(a.link()).equals(link) && subnet.contains(a.address()));
    }

    private String name(int index) {
        return links.stream()
                .filter(link -> link.index() == index)
                .map(Rtnetlink.Link::name)
                .findFirst()
                .orElse("link " + index);
    }

    /// Of the link that leads to the rest of the world.
    public int uplinkMtu() {
        return routes.stream()
                .filter(route -> route.destination() == null)
                .flatMap(route -> links.stream().filter(link -> link.index() == route.link()))
                .mapToInt(Rtnetlink.Link::mtu)
                .findFirst()
                .orElse(STANDARD_MTU);
    }
}
