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
class BridgeNetworksTest {
    private static final BridgeSpec NETWORK = network('a', "gt-a0", "172.30.0.1/24", true);

    @TempDir Path directory;
    private Machine machine;
    private BridgeNetworks networks;
    private final Map<EndpointSpec, Path> joined = new HashMap<>();

    @BeforeEach
    void open() throws Exception {
        machine = new Machine(directory);
        networks = BridgeNetworks.open(machine.execRoot, "gt-test");
    }

    @AfterEach
    void close() throws Exception {
        machine.close();
    }

    static BridgeSpec network(char id, String bridge, String subnet, boolean icc) {
        return new BridgeSpec(id(id), bridge, Subnet.parse(subnet), 1450, icc, true);
    }

    static String id(char digit) {
        return String.valueOf(digit).repeat(64);
    }

    static EndpointSpec endpoint(char id, String ip, PortMapping... ports) {
        String mac = "02:42:ac:1e:00:0" + id;
        return new EndpointSpec(id(id), id(id), InetAddress.ofLiteral(ip), 24, mac, List.of(ports));
    }

    static PortMapping port(String protocol, @Nullable String hostIp, int hostPort) {
        InetAddress ip = hostIp == null ? null : InetAddress.ofLiteral(hostIp);
        return new PortMapping(protocol, 80, ip, hostPort);
    }

    private Path join(BridgeSpec network, EndpointSpec endpoint) throws Exception {
        machine.onHost(() -> {
            networks.ensure(network);
            Path sandbox = networks.createSandbox(endpoint.containerId());
            networks.join(network, sandbox, endpoint);
            joined.put(endpoint, sandbox);
        });
        return joined.get(endpoint);
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
        assertThat(machine.callUdp(machine.wire, Machine.HOST_IP, 5353)).isTrue();
        assertThat(machine.callUdp(machine.host, "127.0.0.1", 5353)).isTrue();
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
        BridgePlanner planner = new BridgePlanner(new Names(machine.execRoot, "gt-test"));
        machine.onHost(() -> {
            networks.ensure(NETWORK);
            for (char id : new char[] {'1', '2'}) {
                Path sandbox = networks.createSandbox(id(id));
                EndpointSpec endpoint = endpoint(id, "172.30.0.1" + id);
                StepRunner.run(planner.join(apart, sandbox, endpoint, Optional.empty(), false));
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
            assertThatThrownBy(() -> networks.join(NETWORK, sandbox, late))
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
            networks.ensure(NETWORK);
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
        machine.onHost(() -> networks.ensure(NETWORK));
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
        machine.onHost(() -> networks.ensure(NETWORK));
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
        machine.onHost(() -> networks.sweep(Set.of(id('1')), Set.of(id('1'))));
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
            assertThat(networks.subnetIsFree(Subnet.parse("172.30.0.0/16"))).isTrue();
            assertThat(networks.subnetIsFree(Subnet.parse("172.20.3.0/24"))).isFalse();
            assertThat(networks.subnetIsFree(Subnet.parse("172.16.0.0/12"))).isFalse();
            assertThat(networks.subnetIsFree(Subnet.parse("10.99.0.128/25"))).isFalse();
        });
    }

    @Test
    void aContainerIsWiredInAFewMilliseconds() throws Exception {
        machine.onHost(() -> {
            networks.ensure(NETWORK);
            long best = Long.MAX_VALUE;
            StringBuilder times = new StringBuilder();
            for (int i = 2; i < 32; i++) {
                String id = "%064x".formatted((long) i << 50).substring(32).repeat(2);
                EndpointSpec endpoint =
                        new EndpointSpec(
                                "%07x".formatted(i) + id.substring(7),
                                "%012x".formatted(i) + id.substring(12),
                                InetAddress.ofLiteral("172.30.0." + i),
                                24,
                                "02:42:ac:1e:00:%02x".formatted(i),
                                i % 2 == 0 ? List.of() : List.of(port("tcp", null, 8000 + i)));
                long start = System.nanoTime();
                Path sandbox = networks.createSandbox(endpoint.containerId());
                long middle = System.nanoTime();
                networks.join(NETWORK, sandbox, endpoint);
                long end = System.nanoTime();
                times.append("%d+%d ".formatted((middle - start) / 1000, (end - middle) / 1000));
                best = Math.min(best, end - start);
            }
            assertThat(best / 1000).as(times.toString()).isLessThan(15_000);
            if (Boolean.getBoolean("gantry.times")) {
                throw new IOException(times.toString());
            }
        });
    }
}
