package dev.gantry.host.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real traffic through real bridges, as root, on a {@link Machine} of our own.
class HostNetworksTest {
    private static final BridgeSpec NETWORK = network('a', "gt-a0", "172.30.0.1/24", true);

    @TempDir Path directory;
    private Machine machine;
    private HostNetworks networks;
    private final Map<EndpointSpec, Path> joined = new HashMap<>();

    @BeforeEach
    void open() throws Exception {
        machine = new Machine(directory);
        networks = HostNetworks.open(machine.execRoot, "gt-test");
    }

    @AfterEach
    void close() throws Exception {
        machine.close();
    }

    static BridgeSpec network(char id, String bridge, String subnet, boolean icc) {
        return new BridgeSpec(id(id), bridge, side(subnet), null, 1450, icc, false);
    }

    static BridgeSpec.Side side(String subnet) {
        return new BridgeSpec.Side(Subnet.parse(subnet), true, BridgeSpec.Outward.NAT, true, null);
    }

    static String id(char digit) {
        return String.valueOf(digit).repeat(64);
    }

    static EndpointSpec endpoint(char id, String ip, PortMapping... ports) {
        String mac = "02:42:ac:1e:00:0" + id;
        return new EndpointSpec(
                id(id),
                id(id),
                "eth0",
                mac,
                List.of(Subnet.parse(ip + "/24")),
                List.of(ports),
                Map.of());
    }

    static Gateways via(String gateway) {
        return new Gateways(new Gateways.Via("eth0", InetAddress.ofLiteral(gateway)), null);
    }

    static PortMapping port(String protocol, @Nullable String hostIp, int hostPort) {
        InetAddress ip = InetAddress.ofLiteral(hostIp == null ? "0.0.0.0" : hostIp);
        return new PortMapping(protocol, 80, ip, hostPort);
    }

    private Path join(BridgeSpec network, EndpointSpec endpoint) throws Exception {
        machine.onHost(() -> {
            networks.ensure(network, Set.of());
            Path sandbox = networks.createSandbox(endpoint.containerId());
            networks.join(network, sandbox, endpoint, gateways(network));
            joined.put(endpoint, sandbox);
        });
        return joined.get(endpoint);
    }

    private static Gateways gateways(BridgeSpec network) {
        BridgeSpec.Side ipv4 = network.ipv4();
        BridgeSpec.Side ipv6 = network.ipv6();
        return new Gateways(
                ipv4 == null ? null : new Gateways.Via("eth0", ipv4.gateway().address()),
                ipv6 == null ? null : new Gateways.Via("eth0", ipv6.gateway().address()));
    }

    @Test
    void containersReachTheGatewayEachOtherAndTheWire() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2"));
        Path two = join(NETWORK, endpoint('2', "172.30.0.3"));
        machine.serve(machine.wire, 7000);
        assertThat(machine.pings(one, "172.30.0.1")).isTrue();
        assertThat(machine.pings(one, "172.30.0.3")).isTrue();
        assertThat(machine.pings(two, "172.30.0.2")).isTrue();
        assertThat(machine.call(one, Machine.WIRE_IP, 7000)).isEqualTo(Machine.HOST_IP);
        assertThat(machine.ip(one, "-o link show eth0"))
                .contains("mtu 1450", "02:42:ac:1e:00:01", "LOWER_UP");
        assertThat(machine.ip(one, "-6 addr show eth0")).isEmpty();
    }

    @Test
    void aPublishedPortAnswersFromEverywhere() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2", port("tcp", null, 8080)));
        Path two = join(NETWORK, endpoint('2', "172.30.0.3"));
        BridgeSpec other = network('b', "gt-b0", "172.31.0.1/24", true);
        Path three = join(other, endpoint('3', "172.31.0.2"));
        machine.serve(one, 80);
        assertThat(machine.call(machine.host, "127.0.0.1", 8080)).isEqualTo("172.30.0.1");
        assertThat(machine.call(machine.host, "127.0.0.7", 8080)).isEqualTo("172.30.0.1");
        assertThat(machine.call(machine.host, Machine.HOST_IP, 8080)).isEqualTo(Machine.HOST_IP);
        assertThat(machine.call(machine.wire, Machine.HOST_IP, 8080)).isEqualTo(Machine.WIRE_IP);
        assertThat(machine.call(two, Machine.HOST_IP, 8080)).isEqualTo("172.30.0.1");
        assertThat(machine.call(one, Machine.HOST_IP, 8080)).isEqualTo("172.30.0.1");
        assertThat(machine.call(three, Machine.HOST_IP, 8080)).isEqualTo("172.30.0.1");
        assertThat(machine.call(two, "172.30.0.2", 80)).isEqualTo("172.30.0.3");
    }

    @Test
    void aPublishedUdpPortAnswers() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2", port("udp", "0.0.0.0", 5353)));
        machine.serveUdp(one, 80);
        assertThat(machine.answersUdp(machine.wire, Machine.HOST_IP, 5353)).isTrue();
        assertThat(machine.answersUdp(machine.host, "127.0.0.1", 5353)).isTrue();
    }

    @Test
    void unpublishedPortsAreNotReachedByRouting() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2", port("tcp", null, 8080)));
        machine.serve(one, 80);
        machine.serve(one, 81);
        machine.ip(machine.wire, "route add 172.30.0.0/24 via 10.99.0.1");
        assertThat(machine.call(machine.wire, "172.30.0.2", 81)).isEqualTo("nothing");
        assertThat(machine.call(machine.wire, "172.30.0.2", 80)).isEqualTo("nothing");
        assertThat(machine.pings(machine.wire, "172.30.0.2")).isFalse();
        assertThat(machine.call(machine.host, "172.30.0.2", 81)).isEqualTo("172.30.0.1");
    }

    @Test
    void aPortPublishedOnTheLoopbackIsNotReachedFromTheWire() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2", port("tcp", "127.0.0.1", 8080)));
        machine.serve(one, 80);
        machine.command(machine.wire, "echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet");
        machine.ip(machine.wire, "addr del 127.0.0.1/8 dev lo");
        machine.ip(machine.wire, "route flush table local to 127.0.0.0/8");
        machine.ip(machine.wire, "route add 127.0.0.1 via 10.99.0.1 src 10.99.0.2");
        assertThat(machine.call(machine.wire, "127.0.0.1", 8080)).isEqualTo("nothing");
        assertThat(machine.call(machine.wire, Machine.HOST_IP, 8080)).isEqualTo("nothing");
        assertThat(machine.call(machine.host, Machine.HOST_IP, 8080)).isEqualTo("nothing");
        assertThat(machine.call(machine.host, "127.0.0.1", 8080)).isEqualTo("172.30.0.1");
    }

    @Test
    void aContainerDoesNotReachTheLoopbackOfTheHost() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2"));
        machine.serve(machine.host, 9000);
        machine.command(one, "echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet");
        machine.ip(one, "addr del 127.0.0.1/8 dev lo");
        machine.ip(one, "route add 127.0.0.1 via 172.30.0.1 src 172.30.0.2");
        assertThat(machine.call(one, "172.30.0.1", 9000)).isEqualTo("172.30.0.2");
        assertThat(machine.call(one, "127.0.0.1", 9000)).isEqualTo("nothing");
    }

    @Test
    void networksAreApart() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2"));
        Path two = join(network('b', "gt-b0", "172.31.0.1/24", true), endpoint('2', "172.31.0.2"));
        assertThat(machine.pings(one, "172.31.0.2")).isFalse();
        assertThat(machine.pings(two, "172.30.0.2")).isFalse();
    }

    @Test
    void withoutIccOnlyPublishedPortsAreReached() throws Exception {
        BridgeSpec network = network('a', "gt-a0", "172.30.0.1/24", false);
        Path one = join(network, endpoint('1', "172.30.0.2", port("tcp", null, 8080)));
        Path two = join(network, endpoint('2', "172.30.0.3"));
        machine.serve(one, 80);
        for (int filtered = 0; filtered < 2; filtered++) {
            machine.command(
                    machine.host,
                    "echo %d > /proc/sys/net/bridge/bridge-nf-call-iptables".formatted(filtered));
            assertThat(machine.pings(two, "172.30.0.2")).isFalse();
            assertThat(machine.call(two, "172.30.0.2", 80)).isEqualTo("nothing");
            assertThat(machine.pings(two, "172.30.0.1")).isTrue();
            assertThat(machine.call(two, Machine.HOST_IP, 8080)).isEqualTo("172.30.0.1");
        }
    }

    @Test
    void withoutIccPortsAreIsolatedWhereFramesAreNotFiltered() throws Exception {
        machine.command(machine.host, "echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables");
        BridgeSpec apart = network('a', "gt-a0", "172.30.0.1/24", false);
        BridgeDriver driver = new BridgeDriver(new Names(machine.execRoot, "gt-test"));
        machine.onHost(() -> {
            networks.ensure(NETWORK, Set.of());
            for (char id : new char[] {'1', '2'}) {
                Path sandbox = networks.createSandbox(id(id));
                EndpointSpec endpoint = endpoint(id, "172.30.0.1" + id);
                StepRunner.run(
                        driver.join(
                                apart,
                                sandbox,
                                endpoint,
                                gateways(apart),
                                Optional.empty(),
                                false));
                joined.put(endpoint, sandbox);
            }
        });
        Path two = machine.execRoot.resolve("netns/222222222222");
        assertThat(machine.pings(two, "172.30.0.1")).isTrue();
        assertThat(machine.pings(two, "172.30.0.11")).isFalse();
        assertThat(machine.pings(machine.host, "172.30.0.11")).isTrue();
    }

    @Test
    void aPortIsPublishedOnceAndTheLoserLeavesNothing() throws Exception {
        join(NETWORK, endpoint('1', "172.30.0.2", port("tcp", null, 8080)));
        String before = machine.state();
        EndpointSpec late =
                endpoint('2', "172.30.0.3", port("tcp", null, 8081), port("tcp", null, 8080));
        machine.onHost(() -> {
            Path sandbox = networks.createSandbox(late.containerId());
            assertThatThrownBy(() -> networks.join(NETWORK, sandbox, late, gateways(NETWORK)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("8080")
                    .hasMessageContaining("File exists");
            networks.destroySandbox(late.containerId());
        });
        assertThat(machine.state()).isEqualTo(before);
    }

    @Test
    void everythingGoesAwayAgain() throws Exception {
        String before = machine.state();
        EndpointSpec endpoint = endpoint('1', "172.30.0.2", port("tcp", null, 8080));
        Path sandbox = join(NETWORK, endpoint);
        machine.onHost(() -> {
            for (int i = 0; i < 2; i++) {
                networks.leave(NETWORK, sandbox, endpoint);
                networks.destroySandbox(endpoint.containerId());
                networks.remove(NETWORK);
            }
        });
        assertThat(machine.state()).isEqualTo(before);
        assertThat(sandbox).doesNotExist();
    }

    @Test
    void othersTablesAndBridgesStay() throws Exception {
        machine.command(
                machine.host,
                "nft 'add table ip other; add chain ip other c { type filter hook forward priority 0; }'");
        machine.ip(machine.host, "link add gt-a0 type bridge");
        String rules = machine.command(machine.host, "nft list ruleset");
        machine.onHost(() -> {
            networks.ensure(NETWORK, Set.of());
            networks.remove(NETWORK);
        });
        assertThat(machine.command(machine.host, "nft list ruleset")).isEqualTo(rules);
        assertThat(machine.ip(machine.host, "addr show gt-a0")).contains("172.30.0.1/24");
    }

    @Test
    void ensuringTwiceChangesNothingAndPutsRightWhatIsBroken() throws Exception {
        EndpointSpec endpoint = endpoint('1', "172.30.0.2", port("tcp", null, 8080));
        join(NETWORK, endpoint);
        String before = machine.state();
        machine.onHost(() -> networks.ensure(NETWORK, Set.of()));
        assertThat(machine.state()).isEqualTo(before);

        machine.ip(machine.host, "link del gt-a0");
        machine.command(machine.host, "nft flush chain ip gt-test forward");
        Path sandbox = join(NETWORK, endpoint);
        machine.serve(sandbox, 80);
        assertThat(machine.pings(sandbox, "172.30.0.1")).isTrue();
        assertThat(machine.call(machine.wire, Machine.HOST_IP, 8080)).isEqualTo(Machine.WIRE_IP);
        assertThat(machine.command(machine.host, "nft list chain ip gt-test forward"))
                .contains("vmap @into");

        machine.ip(machine.host, "addr flush dev gt-a0");
        machine.ip(machine.host, "addr add 172.29.0.1/24 dev gt-a0");
        machine.ip(machine.host, "link set gt-a0 down mtu 1300");
        machine.onHost(() -> networks.ensure(NETWORK, Set.of()));
        assertThat(machine.ip(machine.host, "addr show gt-a0"))
                .contains("172.30.0.1/24", "mtu 1450", "UP")
                .doesNotContain("172.29");
    }

    @Test
    void sweepingRemovesWhatNobodyOwns() throws Exception {
        EndpointSpec live = endpoint('1', "172.30.0.2", port("tcp", null, 8080));
        EndpointSpec dead =
                endpoint('2', "172.30.0.3", port("tcp", null, 8081), port("udp", "127.0.0.1", 99));
        Path stays = join(NETWORK, live);
        String before = machine.command(machine.host, "ip -o -br link; nft list ruleset");
        Path goes = join(NETWORK, dead);
        machine.onHost(() -> networks.sweep(Set.of(id('a')), Set.of(id('1')), Set.of(id('1'))));
        assertThat(machine.command(machine.host, "ip -o -br link; nft list ruleset"))
                .isEqualTo(before);
        assertThat(goes).doesNotExist();
        assertThat(Files.exists(stays)).isTrue();
        assertThat(machine.pings(stays, "172.30.0.1")).isTrue();
    }

    @Test
    void aSubnetIsFreeUnlessAnAddressOrRouteOverlaps() throws Exception {
        machine.ip(machine.host, "route add 172.20.0.0/16 via 10.99.0.2");
        machine.ip(machine.host, "route add default via 10.99.0.2");
        machine.onHost(() -> {
            HostRoutes host = HostRoutes.read();
            assertThat(host.clash(Subnet.parse("172.30.0.0/16"))).isEmpty();
            assertThat(host.clash(Subnet.parse("172.20.3.0/24")))
                    .contains("route 172.20.0.0/16 by uplink");
            assertThat(host.clash(Subnet.parse("172.16.0.0/12"))).isPresent();
            assertThat(host.clash(Subnet.parse("10.99.0.128/25")))
                    .contains("address 10.99.0.1/24 of uplink");
        });
    }

    private static BridgeSpec dual(char id, String bridge, String ipv4, String ipv6) {
        return new BridgeSpec(id(id), bridge, side(ipv4), side(ipv6), 1450, true, false);
    }

    private static EndpointSpec dual(char id, String ipv4, String ipv6, PortMapping... ports) {
        return new EndpointSpec(
                id(id),
                id(id),
                "eth0",
                "02:42:ac:1e:00:0" + id,
                List.of(Subnet.parse(ipv4 + "/24"), Subnet.parse(ipv6 + "/64")),
                List.of(ports),
                Map.of());
    }

    @Test
    void ipv6IsPublishedAndKeptApartAsIpv4Is() throws Exception {
        machine.ip(machine.host, "addr add fd99::1/64 dev uplink nodad");
        machine.ip(machine.wire, "addr add fd99::2/64 dev eth0 nodad");
        BridgeSpec network = dual('a', "gt-a0", "172.30.0.1/24", "fd30::1/64");
        BridgeSpec other = dual('b', "gt-b0", "172.31.0.1/24", "fd31::1/64");
        Path one = join(network, dual('1', "172.30.0.2", "fd30::2", port("tcp", "::", 8080)));
        Path two = join(network, dual('2', "172.30.0.3", "fd30::3"));
        Path three = join(other, dual('3', "172.31.0.2", "fd31::2"));
        machine.serve(one, 80);
        assertThat(machine.call(machine.wire, "fd99::1", 8080)).startsWith("fd99:");
        assertThat(machine.call(machine.host, "fd99::1", 8080)).isNotEqualTo("nothing");
        assertThat(machine.call(two, "fd99::1", 8080)).isNotEqualTo("nothing");
        assertThat(machine.call(three, "fd99::1", 8080)).isNotEqualTo("nothing");
        assertThat(machine.call(two, "fd30::2", 80)).isNotEqualTo("nothing");
        machine.ip(machine.wire, "-6 route add fd30::/64 via fd99::1");
        assertThat(machine.call(machine.wire, "fd30::2", 80)).isEqualTo("nothing");
        assertThat(machine.call(three, "fd30::2", 80)).isEqualTo("nothing");
    }

    @Test
    void theHostGoesOnBelievingRouters() throws Exception {
        machine.onHost(
                () -> networks.ensure(dual('a', "gt-a0", "172.30.0.1/24", "fd30::1/64"), Set.of()));
        assertThat(machine.command(machine.host, "cat /proc/sys/net/ipv6/conf/all/forwarding"))
                .isEqualTo("1\n");
        assertThat(
                        machine.command(
                                machine.host,
                                "cd /proc/sys/net/ipv6/conf/uplink; cat forwarding accept_ra"))
                .isEqualTo("0\n1\n");
    }

    @Test
    void nothingLeavesAnInternalNetwork() throws Exception {
        BridgeSpec internal =
                new BridgeSpec(id('a'), "gt-a0", side("172.30.0.1/24"), null, 1450, true, true);
        Path one = join(internal, endpoint('1', "172.30.0.2"));
        Path two = join(internal, endpoint('2', "172.30.0.3"));
        machine.serve(machine.wire, 7000);
        machine.serve(two, 80);
        assertThat(machine.call(one, "172.30.0.3", 80)).isEqualTo("172.30.0.2");
        assertThat(machine.call(one, Machine.WIRE_IP, 7000)).isEqualTo("nothing");
        assertThat(machine.pings(one, Machine.WIRE_IP)).isFalse();
    }

    @Test
    void flushedRulesMakeNetworksSilentAndNotOpen() throws Exception {
        Path one = join(NETWORK, endpoint('1', "172.30.0.2", port("tcp", null, 8080)));
        Path two = join(network('b', "gt-b0", "172.31.0.1/24", true), endpoint('2', "172.31.0.2"));
        machine.serve(one, 80);
        machine.ip(machine.wire, "route add 172.30.0.0/24 via 10.99.0.1");
        assertThat(machine.call(machine.wire, Machine.HOST_IP, 8080)).isEqualTo(Machine.WIRE_IP);

        machine.command(machine.host, "nft flush ruleset");
        assertThat(machine.call(machine.wire, "172.30.0.2", 80)).isEqualTo("nothing");
        assertThat(machine.call(two, "172.30.0.2", 80)).isEqualTo("nothing");
        assertThat(machine.pings(one, Machine.WIRE_IP)).isFalse();
        assertThat(machine.call(machine.host, "172.30.0.2", 80)).isEqualTo("172.30.0.1");

        machine.ip(machine.host, "rule flush");
        machine.ip(machine.host, "rule add from all lookup main");
        assertThat(machine.call(two, "172.30.0.2", 80))
                .as("without the guard")
                .isNotEqualTo("nothing");
    }

    @Test
    void aDatagramPortIsReachedByWhoCalledItBeforeItWas() throws Exception {
        machine.onHost(() -> networks.ensure(NETWORK, Set.of()));
        assertThat(machine.callUdp(machine.wire, Machine.HOST_IP, 5353)).isFalse();
        Path one = join(NETWORK, endpoint('1', "172.30.0.2", port("udp", "0.0.0.0", 5353)));
        machine.serveUdp(one, 80);
        assertThat(machine.answersUdp(machine.wire, Machine.HOST_IP, 5353)).isTrue();
    }

    @Test
    void aContainerOnTheWireIsANeighbourOfTheWire() throws Exception {
        MacvlanSpec network = new MacvlanSpec(id('a'), "uplink", "bridge", 1450, false);
        EndpointSpec endpoint = endpoint('1', "10.99.0.77");
        machine.onHost(() -> {
            networks.ensure(network, Set.of());
            Path sandbox = networks.createSandbox(endpoint.containerId());
            networks.join(network, sandbox, endpoint, Gateways.NONE);
            joined.put(endpoint, sandbox);
        });
        machine.serve(machine.wire, 7000);
        Path one = machine.execRoot.resolve("netns/111111111111");
        assertThat(machine.call(one, Machine.WIRE_IP, 7000)).isEqualTo("10.99.0.77");
        machine.onHost(() -> networks.leave(network, one, endpoint));
        assertThat(machine.ip(one, "-o link")).doesNotContain("eth0");
    }
}
