package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Networks, with the real docker CLI. Expected outputs are what Docker 28.5 answers.
@Timeout(300)
class NetworkTest {
    private static final String IMAGE = "gantry/busybox";

    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    private static Command.Result docker(String... arguments) throws Exception {
        return daemon.docker(arguments);
    }

    private static String run(String name, String... options) throws Exception {
        String[] all = new String[options.length + 6];
        all[0] = "run";
        all[1] = "-d";
        all[2] = "--name=" + name;
        System.arraycopy(options, 0, all, 3, options.length);
        all[options.length + 3] = IMAGE;
        all[options.length + 4] = "sleep";
        all[options.length + 5] = "1000";
        return docker(all).checked().strip();
    }

    private static void remove(String... containers) throws Exception {
        for (String container : containers) {
            docker("rm", "-f", container).checked();
        }
    }

    @Test
    void aNetworkIsMadeShownAndRemoved() throws Exception {
        String id = docker("network", "create", "--label", "k=v", "made").checked().strip();
        assertThat(
                        docker(
                                        "network",
                                        "inspect",
                                        "made",
                                        "--format",
                                        "{{.ID}} {{.Driver}} {{.Scope}} {{.Internal}} {{.EnableIPv6}} {{.Labels.k}}")
                                .checked())
                .isEqualTo(id + " bridge local false false v\n");
        assertThat(docker("network", "ls", "-q", "--no-trunc", "--filter", "label=k").checked())
                .isEqualTo(id + "\n");
        assertThat(docker("network", "create", "made").err())
                .contains("network with name made already exists");
        assertThat(docker("network", "rm", id.substring(0, 12)).checked())
                .isEqualTo(id.substring(0, 12) + "\n");
        assertThat(docker("network", "rm", "made").err()).contains("network made not found");
        assertThat(docker("network", "rm", "bridge").err())
                .contains("bridge is a pre-defined network and cannot be removed");
    }

    @Test
    void whatDoesNotFitIsRefusedInDockersWords() throws Exception {
        assertThat(docker("network", "create", "--subnet", "10.78.0.1/24", "x").err())
                .contains("invalid subnet 10.78.0.1/24: it should be 10.78.0.0/24");
        assertThat(docker("network", "create", "-d", "nosuch", "x").err())
                .contains("plugin \"nosuch\" not found");
        assertThat(docker("network", "create", "-d", "overlay", "x").err())
                .contains("This node is not a swarm manager.");
        assertThat(docker("network", "create", "-d", "ipvlan", "x").err())
                .contains("ipvlan networks: not supported by this version of Gantry");
        assertThat(docker("network", "create", "--ipv4=false", "x").err())
                .contains("IPv4 or IPv6 must be enabled");
        assertThat(
                        docker("network", "create", "-o", "com.docker.network.bridge.name=a;b", "x")
                                .err())
                .contains("invalid name of a bridge: \"a;b\"");
        assertThat(docker("network", "ls", "-q", "--filter", "name=^x$").checked()).isEmpty();
    }

    @Test
    void namesResolveInTheNetworksTheyBelongTo() throws Exception {
        docker("network", "create", "one").checked();
        docker("network", "create", "two").checked();
        run("asking", "--network=one");
        run("named", "--network=one", "--network-alias=shared");
        run("twin", "--network=one", "--network-alias=shared");
        run("stranger", "--network=two");
        assertThat(docker("exec", "asking", "ping", "-c1", "named").checked())
                .contains("1 packets received");
        assertThat(docker("exec", "asking", "nslookup", "shared").checked())
                .containsPattern("(?s)Address: .*Address: ");
        assertThat(docker("exec", "asking", "nslookup", "host.docker.internal").checked())
                .contains("Address: ");
        assertThat(docker("exec", "asking", "ping", "-c1", "-W1", "stranger").code()).isNotZero();

        docker("network", "connect", "--alias", "friend", "two", "asking").checked();
        assertThat(docker("exec", "asking", "ping", "-c1", "stranger").checked())
                .contains("1 packets received");
        assertThat(docker("exec", "stranger", "ping", "-c1", "friend").checked())
                .contains("1 packets received");
        docker("network", "disconnect", "two", "asking").checked();
        assertThat(docker("exec", "asking", "ping", "-c1", "-W1", "stranger").code()).isNotZero();

        docker("rename", "named", "renamed").checked();
        assertThat(docker("exec", "asking", "ping", "-c1", "renamed").checked())
                .contains("1 packets received");

        daemon.kill();
        daemon.startAgain();
        assertThat(docker("exec", "asking", "ping", "-c1", "renamed").checked())
                .contains("1 packets received");
        remove("asking", "renamed", "twin", "stranger");
        docker("network", "rm", "one", "two").checked();
    }

    @Test
    void severalNetworksWithAddressesOfTheUsersChoice() throws Exception {
        String subnet = "10.%d.%d.".formatted(100 + (int) (System.nanoTime() % 50), 7);
        docker("network", "create", "--subnet", subnet + "0/24", "fixed").checked();
        docker("network", "create", "--ipv6", "dual").checked();
        run(
                "placed",
                "--network=name=fixed,ip=" + subnet + "77,mac-address=02:11:22:33:44:55",
                "--network=name=dual,gw-priority=5");
        assertThat(docker("exec", "placed", "ip", "addr").checked())
                .contains(subnet + "77/24", "02:11:22:33:44:55", "inet6 fd");
        assertThat(docker("exec", "placed", "ip", "route").checked())
                .containsPattern("default via \\S+ dev eth1");
        assertThat(docker("run", "--rm", "--network=fixed", "--ip=" + subnet + "77", IMAGE).err())
                .contains("Address already in use");
        assertThat(docker("network", "rm", "fixed").err())
                .contains("network fixed has active endpoints (name:\"placed\"");
        remove("placed");
        docker("network", "rm", "fixed", "dual").checked();
    }

    @Test
    void nothingLeavesAnInternalNetwork() throws Exception {
        docker("network", "create", "--internal", "inner").checked();
        run("kept", "--network=inner");
        assertThat(docker("exec", "kept", "ip", "route").checked()).doesNotContain("default");
        assertThat(docker("exec", "kept", "nslookup", "example.org").out()).contains("SERVFAIL");
        remove("kept");
        assertThat(docker("network", "prune", "-f").checked()).contains("inner");
    }

    @Test
    void ourOwnCommandLineHasTheSameCommands() throws Exception {
        String id = daemon.gantry("network", "create", "ours").checked().strip();
        assertThat(id).hasSize(64);
        String container = daemon.gantry("create", IMAGE, "true").checked().strip();
        daemon.gantry("network", "connect", "--alias", "a", "ours", container).checked();
        assertThat(
                        docker(
                                        "inspect",
                                        container,
                                        "--format",
                                        "{{json .NetworkSettings.Networks}}")
                                .checked())
                .contains("\"Aliases\":[\"a\"]");
        daemon.gantry("network", "disconnect", "ours", container).checked();
        assertThat(daemon.gantry("network", "rm", "ours").checked()).isEqualTo("ours\n");
        remove(container);
    }
}
