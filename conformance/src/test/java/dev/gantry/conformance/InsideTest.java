package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a container sees of the world. Expected values are what Docker 28.5 gives on the same
/// machine, but where this engine is stricter on purpose.
@Timeout(120)
class InsideTest {
    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
    }

    private static String inside(String script) throws Exception {
        return daemon.docker("run", "--rm", "gantry/busybox", "sh", "-c", script).checked();
    }

    @Test
    void aProcessHasItsThreeDescriptorsAndNoMore() throws Exception {
        assertThat(
                        inside(
                                "for f in /proc/$$/fd/*; do echo ${f##*/}; done | sort -n | head -4 | tr '\\n' ' '"))
                .startsWith("0 1 2 ")
                .doesNotContain(" 3 4");
        assertThat(daemon.docker("run", "--rm", "gantry/busybox", "ls", "/proc/self/fd").checked())
                .isEqualTo("0\n1\n2\n3\n"); // 3 is ls looking
    }

    @Test
    void capabilitiesAndTheFilterAreDockers() throws Exception {
        assertThat(inside("grep -E 'Cap|Seccomp:|NoNewPrivs' /proc/self/status"))
                .isEqualTo(
                        """
                        CapInh:\t0000000000000000
                        CapPrm:\t00000000a80425fb
                        CapEff:\t00000000a80425fb
                        CapBnd:\t00000000a80425fb
                        CapAmb:\t0000000000000000
                        NoNewPrivs:\t0
                        Seccomp:\t2
                        """);
    }

    @Test
    void hostFilesAreHiddenOrReadOnly() throws Exception {
        assertThat(inside("wc -c < /proc/interrupts; ls -A /sys/firmware | wc -l"))
                .isEqualTo("0\n0\n");
        assertThat(
                        inside(
                                "echo x > /proc/sysrq-trigger || echo refused; echo 1 > /proc/sys/kernel/panic || echo refused"))
                .isEqualTo("refused\nrefused\n");
        assertThat(inside("mount -t tmpfs x /tmp || echo refused")).isEqualTo("refused\n");
    }

    @Test
    void namespacesAreItsOwn() throws Exception {
        String host =
                Command.run(
                                java.util.Map.of(),
                                Command.list(
                                        "sh",
                                        "-c",
                                        "for n in mnt net pid ipc uts user; do readlink /proc/self/ns/$n; done"))
                        .checked();
        String own =
                inside("for n in mnt net pid ipc uts user; do readlink /proc/self/ns/$n; done");
        String[] hosts = host.split("\n");
        String[] owns = own.split("\n");
        for (int i = 0; i < 5; i++) {
            assertThat(owns[i]).isNotEqualTo(hosts[i]);
        }
        assertThat(owns[5]).isEqualTo(hosts[5]);
        assertThat(inside("echo $$")).isEqualTo("1\n");
    }

    @Test
    void theDevicesAreDockers() throws Exception {
        // crun links core to /proc/kcore even where the kernel has none
        assertThat(inside("ls /dev | grep -v core | tr '\\n' ' '"))
                .isEqualTo(
                        "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero ");
        assertThat(inside("mknod /tmp/x b 8 0 && dd if=/tmp/x of=/dev/null count=1 2>&1 | head -1"))
                .contains("Operation not permitted");
    }

    /// crun makes the user of a command the owner of its standard streams.
    @Test
    void noUserComesToOwnADeviceOfTheHost() throws Exception {
        Path device = Path.of("/dev/null");
        Object before = Files.getOwner(device);
        daemon.docker(
                        "run",
                        "-d",
                        "--name",
                        "other",
                        "-u",
                        "4242",
                        "gantry/busybox",
                        "sleep",
                        "100")
                .checked();
        daemon.docker("exec", "other", "true").checked();
        daemon.docker("exec", "-d", "other", "true").checked();
        daemon.docker("exec", "-t", "other", "true").checked();
        assertThat(Files.getOwner(device)).isEqualTo(before);
        daemon.docker("rm", "-f", "other").checked();
    }

    @Test
    void limitsReachTheKernel() throws Exception {
        String id =
                daemon.docker(
                                "run",
                                "-d",
                                "--memory",
                                "64m",
                                "--pids-limit",
                                "33",
                                "--cpus",
                                "0.5",
                                "gantry/busybox",
                                "sleep",
                                "100")
                        .checked()
                        .strip();
        String limits =
                Command.run(
                                java.util.Map.of(),
                                Command.list(
                                        "sh",
                                        "-c",
                                        "cat $(find /sys/fs/cgroup -path '*"
                                                + id
                                                + "*' \\( -name memory.limit_in_bytes -o -name memory.max -o -name pids.max \\))"))
                        .checked();
        assertThat(limits.lines()).contains("67108864", "33");
        daemon.docker("rm", "-f", id).checked();
    }

    @Test
    void aPrivilegedContainerHasEverything() throws Exception {
        assertThat(
                        daemon.docker(
                                        "run",
                                        "--rm",
                                        "--privileged",
                                        "gantry/busybox",
                                        "sh",
                                        "-c",
                                        "grep Seccomp: /proc/self/status; mount -t tmpfs x /tmp && echo mounted")
                                .checked())
                .isEqualTo("Seccomp:\t0\nmounted\n");
    }
}
