package dev.gantry.host.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.linux.Rtnetlink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BridgeDriverTest {
    private static final BridgeSpec NETWORK =
            HostNetworksTest.network('a', "gt0", "172.30.0.1/16", true);
    private static final Names NAMES = new Names(Path.of("/run/x"), "gt");
    private final BridgeDriver driver = new BridgeDriver(NAMES);

    /// The first line of each step.
    private static String text(List<Step> steps) {
        return steps.stream()
                .map(step -> step.toString().lines().findFirst().orElseThrow() + "\n")
                .collect(Collectors.joining());
    }

    private static Rtnetlink.Link link(String name, String alias, String kind, int mtu) {
        return new Rtnetlink.Link(7, name, alias, kind, 0, mtu, 0, 2);
    }

    @Test
    void aMissingBridgeIsMade() throws Exception {
        assertThat(text(driver.ensure(NETWORK, Optional.empty(), List.of(), List.of(), true)))
                .isEqualTo(
                        """
                        set net/ipv4/ip_forward = 1
                        set net/ipv4/conf/all/src_valid_mark = 1
                        filter: network gt0
                        guard [rule 31001 iif gt0 without mark 0x40000000 prohibit, \
                        rule 31002 iif lo to 172.30.0.0/16 main, \
                        rule 31003 to 172.30.0.0/16 without mark 0x40000000 prohibit]
                        create bridge gt0 mac 02:aa:aa:aa:aa:aa mtu 1450 (gt network %s)
                        set net/ipv6/conf/gt0/disable_ipv6 = 1
                        add 172.30.0.1/16 to gt0
                        set gt0 up
                        set net/ipv4/conf/gt0/route_localnet = 1
                        """
                                .formatted(NETWORK.networkId()));
    }

    @Test
    void aBridgeOfOursIsPutRight() throws Exception {
        var address = new Rtnetlink.Address(7, InetAddress.ofLiteral("10.0.0.1"), 8);
        var ours = link("gt0", "gt network " + NETWORK.networkId(), "bridge", 1500);
        assertThat(
                        text(
                                driver.ensure(
                                        NETWORK,
                                        Optional.of(ours),
                                        List.of(address),
                                        List.of(),
                                        true)))
                .contains(
                        """
                        set mtu of gt0 to 1450: was 1500
                        set net/ipv6/conf/gt0/disable_ipv6 = 1
                        remove 10.0.0.1/8 from gt0: the network has [172.30.0.1/16]
                        add 172.30.0.1/16 to gt0
                        set gt0 up
                        """);
    }

    @Test
    void whatIsNoBridgeOrAnotherNetworksIsRefused() {
        assertThatThrownBy(() ->
                        driver.ensure(
                                NETWORK,
                                Optional.of(link("gt0", "", "veth", 1)),
                                List.of(),
                                List.of(),
                                true))
                .isInstanceOf(IOException.class)
                .hasMessage("link gt0 exists and is no bridge");
        assertThatThrownBy(() ->
                        driver.ensure(
                                NETWORK,
                                Optional.of(link("gt0", "gt network b", "bridge", 1)),
                                List.of(),
                                List.of(),
                                true))
                .hasMessage("bridge gt0 belongs to network b");
    }

    @Test
    void joiningPlugsAndPublishes() {
        EndpointSpec endpoint =
                HostNetworksTest.endpoint(
                        '1', "172.30.0.2", HostNetworksTest.port("tcp", "127.0.0.1", 8080));
        List<Step> steps =
                driver.join(
                        NETWORK,
                        Path.of("/ns"),
                        endpoint,
                        HostNetworksTest.via("172.30.0.1"),
                        Optional.of(link("veth1111111", "", "veth", 1)),
                        true);
        assertThat(steps.stream().map(Step::toString).collect(Collectors.joining("\n")))
                .isEqualTo(
                        """
                        delete link veth1111111: left by an earlier join
                        plug veth1111111 into gt0 mtu 1450 (gt endpoint %1$s), \
                        eth0 in /ns: 02:42:ac:1e:00:01 [172.30.0.2/24] via 172.30.0.1 dev eth0, nothing
                        filter: publish [127.0.0.1:8080->80/tcp] for 111111111111
                          add element ip gt published { 6 . 127.0.0.1 . 8080 comment "%1$s" : 172.30.0.2 . 80 }\
                        """
                                .formatted(endpoint.endpointId()));
    }

    @Test
    void sweepingSparesWhatLives() {
        var mine = port("published-any", "tcp . 80", "e1");
        var gone = port("published-any", "tcp . 81", "e2");
        Sweeper.Observed observed =
                new Sweeper.Observed(
                        List.of(
                                link("veth1", "gt endpoint e1", "veth", 1),
                                link("veth2", "gt endpoint e2", "veth", 1),
                                link("veth3", "other endpoint e2", "veth", 1),
                                link("br2", "gt network n2", "bridge", 1)),
                        List.of(new Rtnetlink.Address(7, InetAddress.ofLiteral("10.2.0.1"), 16)),
                        new FilterState(
                                Map.of(Family.IPV4, Map.of("n1", "br1", "n2", "br2")),
                                List.of(mine, gone)),
                        List.of(Path.of("/run/x/netns/s1"), Path.of("/run/x/netns/s2")));
        Sweeper.Alive alive = new Sweeper.Alive(Set.of("n1"), Set.of("s1"), Set.of("e1"));
        List<Step> steps = new Sweeper(NAMES, driver).sweep(alive, observed);
        assertThat(text(steps))
                .isEqualTo(
                        """
                        filter: withdraw ports without an owner
                        delete link veth2: no endpoint e2
                        no longer guard [rule 31001 iif br2 without mark 0x40000000 prohibit, \
                        rule 31002 iif lo to 10.2.0.0/16 main, \
                        rule 31003 to 10.2.0.0/16 without mark 0x40000000 prohibit]
                        delete link br2: no network n2
                        filter: no network n2
                        unpin /run/x/netns/s2: no sandbox
                        """);
    }

    private static FilterState.Published port(String map, String key, String owner) {
        return new FilterState.Published(Family.IPV4, map, key, owner);
    }
}
