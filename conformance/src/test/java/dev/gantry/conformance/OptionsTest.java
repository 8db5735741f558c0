package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each option of a new container, and what the container sees of it.
///
/// With `-Dgantry.reference=/path/to/docker.sock` a real Docker is asked the same and must answer
/// the same.
@Timeout(300)
class OptionsTest {
    private static final String IMAGE = "gantry/busybox";
    private static final @Nullable String REFERENCE = System.getProperty("gantry.reference");

    private static Gantryd daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = Gantryd.start();
        if (REFERENCE != null) {
            byte[] image = daemon.docker("save", IMAGE).stdout();
            Command.run(reference(), new ByteArrayInputStream(image), List.of("docker", "load"))
                    .checked();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        daemon.close();
        if (REFERENCE != null) {
            Command.run(reference(), List.of("docker", "rmi", IMAGE));
        }
    }

    private static Map<String, String> reference() {
        return Map.of("DOCKER_HOST", "unix://" + REFERENCE);
    }

    private static List<String> run(String flags, String script) {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        for (String flag : flags.strip().split(" ")) {
            command.add(flag.startsWith("a_") ? flag.replace('_', ' ') : flag);
        }
        command.addAll(
                flags.contains("--entrypoint")
                        ? List.of(IMAGE, "-c", script)
                        : List.of(IMAGE, "sh", "-c", script));
        return command;
    }

    private static void check(String flags, String script, String expected) throws Exception {
        List<String> command = run(flags, script);
        Command.Result ours = daemon.docker(command.toArray(String[]::new));
        assertThat(ours.out().strip().replace('\n', ' ')).as(ours.err()).isEqualTo(expected);
        boolean lacksInit = flags.contains("--init"); // Debian's packages bring Docker none
        if (REFERENCE != null && !lacksInit) {
            List<String> asked = new ArrayList<>(List.of("docker"));
            asked.addAll(command);
            Command.Result theirs = Command.run(reference(), asked);
            assertThat(theirs.out().strip().replace('\n', ' '))
                    .as("Docker: " + theirs.err())
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            textBlock =
                    """
                    --hostname a --domainname b.c         => hostname; cat /proc/sys/kernel/domainname; cat /etc/hostname => a b.c a
                    --uts host                            => test $(hostname) = $(cat /etc/hostname); echo $? => 1
                    --user 7:8                            => id -u; id -g; id -G                         => 7 8 8
                    --user nobody --group-add 9           => id -u; id -G                                => 65534 65534 9
                    --workdir /made/here                  => pwd                                         => /made/here
                    --env A=b --env HOSTNAME=x            => echo $A $HOSTNAME                           => b x
                    --entrypoint echo                     => on                                          => -c on
                    --init                                => cat /proc/1/comm; sh -c 'kill $$' ; echo on => docker-init on
                    --read-only                           => touch /x 2>/dev/null; echo $?               => 1
                    --read-only --tmpfs /x:size=1m        => touch /x/y; df -k /x | tail -1 | awk '{print $2}' => 1024
                    --shm-size 2m                         => df -k /dev/shm | tail -1 | awk '{print $2}' => 2048
                    --ipc none                            => grep -c ' /dev/shm ' /proc/mounts           => 0
                    --ipc private                         => grep -c ' /dev/shm ' /proc/mounts           => 1
                    --ipc shareable                       => grep -c ' /dev/shm ' /proc/mounts           => 1
                    --pid host                            => test $$ -gt 100; echo $?                    => 0
                    --cgroupns private                    => grep -c /gantry /proc/self/cgroup           => 0
                    --ulimit nofile=77:88                 => ulimit -n; ulimit -Hn                       => 77 88
                    --ulimit core=0                       => ulimit -c                                   => 0
                    --oom-score-adj 500                   => cat /proc/self/oom_score_adj                => 500
                    --sysctl net.ipv4.ip_forward=1        => cat /proc/sys/net/ipv4/ip_forward           => 1
                    --sysctl kernel.shmmax=4096           => cat /proc/sys/kernel/shmmax                 => 4096
                    --cap-drop ALL                        => grep CapBnd /proc/self/status | cut -f2   => 0000000000000000
                    --cap-drop ALL --cap-add NET_ADMIN    => grep CapEff /proc/self/status | cut -f2   => 0000000000001000
                    --cap-drop ALL --user 5               => grep CapEff /proc/self/status | cut -f2   => 0000000000000000
                    --security-opt no-new-privileges      => grep NoNewPrivs /proc/self/status | cut -f2 => 1
                    --security-opt seccomp=unconfined     => grep Seccomp: /proc/self/status | cut -f2 => 0
                    --security-opt seccomp=builtin        => grep Seccomp: /proc/self/status | cut -f2 => 2
                    --security-opt apparmor=unconfined --security-opt label=disable => echo on           => on
                    --security-opt systempaths=unconfined => test $(wc -l < /proc/interrupts) -gt 0; echo $?; grep -c ' /proc/sys ' /proc/mounts => 0 0
                    --privileged                          => grep Seccomp: /proc/self/status | cut -f2; test -e /dev/loop-control; echo $? => 0 0
                    --device /dev/null:/dev/other:r       => ls -l /dev/other | awk '{print $5,$6}'    => 1, 3
                    --device-cgroup-rule a_*:*_r          => echo on                                     => on
                    --memory 32m --memory-swap 32m        => cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max => 33554432
                    --memory 32m                          => cat /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes 2>/dev/null || echo $((2*$(cat /sys/fs/cgroup/memory.swap.max))) => 67108864
                    --memory-reservation 16m              => cat /sys/fs/cgroup/memory/memory.soft_limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.low => 16777216
                    --pids-limit 9                        => cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max => 9
                    --pids-limit -1                       => cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max => max
                    --cpus 0.5                            => cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || cut -d' ' -f1 /sys/fs/cgroup/cpu.max => 50000
                    --cpu-period 20000 --cpu-quota 10000  => cat /sys/fs/cgroup/cpu/cpu.cfs_period_us 2>/dev/null || cut -d' ' -f2 /sys/fs/cgroup/cpu.max => 20000
                    --cpuset-cpus 0                       => grep Cpus_allowed_list /proc/self/status | cut -f2 => 0
                    --cpuset-mems 0                       => grep Mems_allowed_list /proc/self/status | cut -f2 => 0
                    --add-host a:1.2.3.4                  => grep 1.2.3.4 /etc/hosts                     => 1.2.3.4\ta
                    --dns 9.9.9.9 --dns-search x.y --dns-option ndots:3 => grep -E '^(nameserver|search|options)' /etc/resolv.conf => nameserver 9.9.9.9 search x.y options ndots:3
                    """)
    void anOptionHasItsEffect(String flags, String script, @Nullable String expected)
            throws Exception {
        check(flags, script, expected == null ? "" : expected.replace("\\t", "\t"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --memory-swappiness 7        | memory.swappiness | 7
                    --oom-kill-disable -m 32m    | memory.oom_control | oom_kill_disable 1
                    --cpu-shares 512             | cpu.shares | 512
                    --device-read-bps /dev/vda:1mb   | blkio.throttle.read_bps_device | 1048576
                    --device-write-bps /dev/vda:2mb  | blkio.throttle.write_bps_device | 2097152
                    --device-read-iops /dev/vda:30   | blkio.throttle.read_iops_device | 30
                    --device-write-iops /dev/vda:40  | blkio.throttle.write_iops_device | 40
                    """)
    void alimitOfVersionOneIsSet(String flags, String file, String expected) throws Exception {
        String controller = file.substring(0, file.indexOf('.'));
        assumeThat(java.nio.file.Path.of("/sys/fs/cgroup", controller)).exists();
        assumeThat(
                        !flags.contains("/dev/vda")
                                || java.nio.file.Files.exists(java.nio.file.Path.of("/dev/vda")))
                .isTrue();
        List<String> command = run(flags, "cat /sys/fs/cgroup/%s/%s".formatted(controller, file));
        assertThat(daemon.docker(command.toArray(String[]::new)).checked()).contains(expected);
    }
}
