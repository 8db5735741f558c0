package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a process in a container sees, printed by a script that runs in both engines.
@Timeout(300)
@ExtendWith(BothEngines.class)
class InsideBothTest {
    /// Each line starts with the fact's name, so that a difference says what differs. Only the open
    /// descriptors come bare: a pipe would be one more.
    private static final String SCRIPT =
            """
            ls -1 /proc/1/fd
            grep -E '^(Cap|Seccomp:|NoNewPrivs|Uid|Gid|Groups|Umask)' /proc/1/status | sed 's/^/status /'
            awk '{ sep = 0; for (i = 7; i <= NF; i++) if ($i == "-") sep = i;
                print "mount", $5, $6, $(sep + 1), $(sep + 3) }' /proc/self/mountinfo
            for f in $(find /proc/sys/kernel /proc/sys/net/ipv4 /proc/sys/net/ipv6/conf /proc/sys/net/core \
                /proc/sys/fs/mqueue -type f 2>/dev/null | grep -E \
                '/(shm|msg|sem|hostname|domainname)|ipv4/(ip_|ping_|tcp_(keep|syn|fin|window|sack|timest))|all/(forw|accept|rp|send)|core/somax|mqueue'); do
                echo "sysctl $f $(cat $f 2>/dev/null | tr '\\n\\t' '  ')"
            done
            find /dev ! -path '/dev/pts/[0-9]*' ! -path '/dev/tty[0-9]*' | while read d; do
                echo "device $d $(stat -c '%A %u:%g %t:%T' $d) $(readlink $d)"
            done
            env | sed 's/^/environment /'
            sed 's/^/cgroup /' /proc/self/cgroup
            for d in $(find /sys/fs/cgroup -maxdepth 1 -mindepth 1); do
                echo "cgroup-file $d $(test -w $d/cgroup.procs && echo writable)"
            done
            for p in /proc/acpi /proc/asound /proc/interrupts /proc/kcore /proc/keys /proc/latency_stats \
                /proc/timer_list /proc/timer_stats /proc/sched_debug /proc/scsi /sys/firmware \
                /sys/devices/virtual/powercap /proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger; do
                if [ -d $p ]; then what="$(ls -A $p 2>&1 | wc -l)"; else what="$(head -c 100 $p 2>&1 | wc -c)"; fi
                test -e $p || what=absent
                echo "masked $p $what $(sh -c "echo x >$p" 2>&1 | sed 's/.*: //')"
            done
            for f in /etc/hosts /etc/hostname /etc/resolv.conf; do grep '^[^#]' $f | sed "s,^,file $f ,"; done
            ls -la / | awk '{ print "root", $1, $3, $4, $NF }' | grep -v total
            ulimit -a | sed 's/^/limit /'
            echo "directory $(pwd) user $(id)"
            ip -o link | sed 's/^[0-9]*: /link /; s/qlen [0-9]*//; s/mtu [0-9]*/mtu N/; s/link.ether [0-9a-f:]*/MAC/; s/@if[0-9]*//; s/link-netnsid.*//'
            ip -o -4 addr | sed 's/^[0-9]*: /address /; s/inet [0-9.]*\\/[0-9]*/inet A/; s/brd [0-9.]*//'
            ip route | sed 's/^/route /; s/[0-9]*\\.[0-9]*\\.[0-9]*\\.[0-9]*\\(\\/[0-9]*\\)\\?/A/g'
            mount -t tmpfs x /mnt 2>&1 | sed 's/^/refused /'
            mknod /dev/block b 8 0 && dd if=/dev/block of=/dev/null count=1 2>&1 | head -1 | sed 's/^/refused /'
            chroot / true 2>&1 | sed 's/^/chroot /'
            unshare -U true 2>&1 | sed 's/^/refused /'
            """;

    /// runc and crun differ here, and nobody can tell from inside what for: the dangling link to a
    /// file this kernel may not have, the owner of the container's own null device, names of
    /// controllers without a hierarchy, the super block of a mount, and that a read-only bind of a
    /// part of /proc is as it is.
    private static final Pattern RUNTIME =
            Pattern.compile(
                    "device /dev/core .*|device /dev/null crw-rw-rw- .*|cgroup-file /sys/fs/cgroup/net_(cls|prio) .*|root \\S+ \\S+ \\S+ (proc|dev|sys)");

    private static List<String> facts(Daemon daemon, String... options) throws Exception {
        List<String> line = new java.util.ArrayList<>(List.of("run", "--rm", "-h", "inside"));
        line.addAll(List.of(options));
        line.addAll(List.of("busybox", "sh", "-c", SCRIPT));
        return Same.normal(daemon.docker(line.toArray(String[]::new)).out())
                .replace(daemon.home().toString(), "HOME")
                .replace("/gantry/ID", "/docker/ID")
                .lines()
                .filter(fact -> !RUNTIME.matcher(fact).matches())
                .map(InsideBothTest::mount)
                .sorted()
                .toList();
    }

    /// Of a mount: where, of what kind, and whether it can be written.
    private static String mount(String fact) {
        if (!fact.startsWith("mount ")) {
            return fact;
        }
        String[] words = fact.split(" ");
        boolean readOnly = (words[2] + "," + words[4]).matches("(.*,)?ro(,.*)?");
        boolean masked = words[1].matches("/proc/(interrupts|keys|timer_list|kcore)");
        boolean part = words[1].startsWith("/proc/");
        List<String> flags =
                part
                        ? List.of()
                        : Stream.of("nosuid", "nodev", "noexec")
                                .filter(List.of(words[2].split(","))::contains)
                                .toList();
        return "mount %s %s %s %s"
                .formatted(
                        words[1],
                        masked ? "file" : words[3],
                        readOnly || masked ? "ro" : "rw",
                        flags);
    }

    private static void assertSame(BothEngines.Pair engines, String... options) throws Exception {
        List<String> ours = new ArrayList<>(facts(engines.ours(), options));
        List<String> theirs = facts(engines.theirs(), options);
        // names for the host resolve by default, and packets are as large as the uplink takes
        ours.removeIf(fact -> fact.contains("host.docker.internal"));
        // runtimes differ in what they show of a hierarchy that the host has and does not mount
        ours.removeIf(fact -> fact.contains("/sys/fs/cgroup/hugetlb"));
        assertThat(Same.without(ours, theirs))
                .as("only here; only in Docker: " + Same.without(theirs, ours))
                .isEmpty();
        assertThat(Same.without(theirs, ours)).as("only in Docker").isEmpty();
    }

    @Test
    void aContainerSeesWhatItSeesInDocker(BothEngines.Pair engines) throws Exception {
        assertSame(engines);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--privileged",
                "--user=1000:1000",
                "--read-only",
                "--network=none",
                "--cap-drop=ALL",
                "--cap-add=SYS_ADMIN",
                "--security-opt=no-new-privileges",
                "--security-opt=seccomp=unconfined",
                "--tmpfs=/scratch",
                "--shm-size=1m",
                "--sysctl=net.ipv4.ip_forward=0",
                "--ulimit=nofile=100:200",
                "--device=/dev/zero:/dev/nil:r",
                "--dns=9.9.9.9",
                "--add-host=a:1.2.3.4",
                "--workdir=/new/place"
            })
    void andSoWithAnOption(String option, BothEngines.Pair engines) throws Exception {
        assertSame(engines, option);
    }
}
