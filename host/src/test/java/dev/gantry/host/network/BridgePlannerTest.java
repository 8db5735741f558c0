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

class BridgePlannerTest {
    private static final BridgeSpec NETWORK =
            BridgeNetworksTest.network('a', "gt0", "172.30.0.1/16", true);
    private final BridgePlanner planner = new BridgePlanner(new Names(Path.of("/run/x"), "gt"));

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
        assertThat(text(planner.ensure(NETWORK, Optional.empty(), List.of(), true)))
                .isEqualTo(
                        """
                        set net/ipv4/ip_forward = 1
                        create bridge gt0 mac 02:aa:aa:aa:aa:aa mtu 1450 (gt network %s)
                        add 172.30.0.1/16 to gt0
                        set gt0 up
                        set net/ipv4/conf/gt0/route_localnet = 1
                        filter: network gt0
                        """
                                .formatted(NETWORK.networkId()));
    }

    @Test
    void aBridgeOfOursIsPutRight() throws Exception {
        var address = new Rtnetlink.Address(7, InetAddress.ofLiteral("10.0.0.1"), 8);
        var ours = link("gt0", "gt network " + NETWORK.networkId(), "bridge", 1500);
        assertThat(text(planner.ensure(NETWORK, Optional.of(ours), List.of(address), true)))
                .contains(
                        """
                        set mtu of gt0 to 1450: was 1500
                        remove 10.0.0.1/8 from gt0: the network has 172.30.0.1/16
                        add 172.30.0.1/16 to gt0
                        set gt0 up
                        """);
    }

    @Test
    void whatIsNoBridgeOrAnotherNetworksIsRefused() {
        assertThatThrownBy(() ->
                        planner.ensure(
                                NETWORK, Optional.of(link("gt0", "", "veth", 1)), List.of(), true))
                .isInstanceOf(IOException.class)
                .hasMessage("link gt0 exists and is no bridge");
        assertThatThrownBy(() ->
                        planner.ensure(
                                NETWORK,
                                Optional.of(link("gt0", "gt network b", "bridge", 1)),
                                List.of(),
                                true))
                .hasMessage("bridge gt0 belongs to network b");
    }

    @Test
    void joiningPlugsAndPublishes() {
        EndpointSpec endpoint =
                BridgeNetworksTest.endpoint(
                        '1', "172.30.0.2", BridgeNetworksTest.port("tcp", "127.0.0.1", 8080));
        List<Step> steps =
                planner.join(
                        NETWORK,
                        Path.of("/ns"),
                        endpoint,
                        Optional.of(link("veth1111111", "", "veth", 1)),
                        true);
        assertThat(steps.stream().map(Step::toString).collect(Collectors.joining("\n")))
                .isEqualTo(
                        """
                        delete link veth1111111: left by an earlier join
                        plug veth1111111 into gt0 mtu 1450 (gt endpoint %1$s), \
                        eth0 in /ns: 02:42:ac:1e:00:01 172.30.0.2/24 via 172.30.0.1
                        filter: publish [127.0.0.1:8080->80/tcp] for 111111111111
                          add element ip gt published { 6 . 127.0.0.1 . 8080 comment "%1$s" : 172.30.0.2 . 80 }\
                        """
                                .formatted(endpoint.endpointId()));
    }

    @Test
    void sweepingSparesWhatLives() {
        var mine = new FilterState.Published("published-any", "tcp . 80", "e1", "172.30.0.2");
        var gone = new FilterState.Published("published-any", "tcp . 81", "e2", "172.30.0.3");
        BridgePlanner.Observed observed =
                new BridgePlanner.Observed(
                        List.of(
                                link("veth1", "gt endpoint e1", "veth", 1),
                                link("veth2", "gt endpoint e2", "veth", 1),
                                link("veth3", "other endpoint e2", "veth", 1)),
                        new FilterState(true, Map.of(), List.of(mine, gone)),
                        List.of(Path.of("/run/x/netns/s1"), Path.of("/run/x/netns/s2")));
        List<Step> steps = planner.sweep(Set.of("s1"), Set.of("e1"), observed);
        assertThat(steps.stream().map(Step::toString).collect(Collectors.joining("\n")))
                .isEqualTo(
                        """
                        filter: withdraw ports without an owner
                          delete element ip gt published-any { tcp . 81 }
                        delete link veth2: no endpoint e2
                        unpin /run/x/netns/s2: no sandbox\
                        """);
    }
}
