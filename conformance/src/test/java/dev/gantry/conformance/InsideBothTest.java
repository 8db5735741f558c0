package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a process in a container sees, printed by a script that runs in both engines.
@Timeout(300)
@ExtendWith(BothEngines.class)
class InsideBothTest {
    /// Each line starts with the fact's name, so that a difference says what differs.
    private static final String SCRIPT =
            """
            for fd in /proc/$$/fd/*; do echo "fd ${fd##*/}"; done | grep -v 'fd 10'
            grep -E '^(Cap|Seccomp:|NoNewPrivs|Uid|Gid|Groups|Umask|Sig)' /proc/1/status | sed 's/^/status /'
            for n in cgroup ipc mnt net pid uts user time; do
                echo "namespace $n $(readlink /proc/1/ns/$n 2>/dev/null | sed 's/[0-9][0-9]*/N/')"
            done
            awk '{ opts = $6; sep = 0; for (i = 7; i <= NF; i++) if ($i == "-") sep = i;
                print "mount", $4, $5, opts, $(sep + 1), $(sep + 2), $(sep + 3) }' /proc/self/mountinfo
            for f in $(find /proc/sys -type f 2>/dev/null | grep -E \
                '/(kernel/(shm|msg|sem|hostname|domainname|ngroups_max|yama)|net/ipv4/(ip_|ping_|tcp_|conf|neigh)|net/ipv6/conf|net/core|net/unix|fs/mqueue|user/)'); do
                echo "sysctl $f $(cat $f 2>/dev/null | tr '\\n\\t' '  ')"
            done
            find /dev ! -path '/dev/pts/[0-9]*' | while read d; do
                echo "device $d $(stat -c '%A %u:%g %t:%T' $d) $(readlink $d)"
            done
            env | sed 's/^/environment /'
            sed 's/^/cgroup /' /proc/self/cgroup
            for d in $(find /sys/fs/cgroup -maxdepth 1 -mindepth 1); do echo "cgroup-file $d $(test -w $d/cgroup.procs && echo writable)"; done
            for p in /proc/acpi /proc/asound /proc/interrupts /proc/kcore /proc/keys /proc/latency_stats /proc/timer_list \
                /proc/timer_stats /proc/sched_debug /proc/scsi /sys/firmware /sys/devices/virtual/powercap \
                /proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger /sys/devices/system/cpu/cpu0/thermal_throttle; do
                if [ -d $p ]; then what="$(ls -A $p 2>&1 | wc -l)"; else what="$(head -c 100 $p 2>&1 | wc -c)"; fi
                test -e $p || what=absent
                echo "masked $p $what $(sh -c "echo x >$p" 2>&1 | sed 's/.*: //')"
            done
            for f in /etc/hosts /etc/hostname /etc/resolv.conf; do sed "s,^,file $f ," $f; done
            ls -la / | sed 's/^/root /'
            ulimit -a | sed 's/^/limit /'
            echo "directory $(pwd) user $(id)"
            ip -o link | sed 's/^/link /; s/link.ether [0-9a-f:]*/MAC/; s/@if[0-9]*/@IF/; s/^link [0-9]*/link N/; s/link-netnsid [0-9]*//'
            ip -o addr | sed 's/^/address /; s/^address [0-9]*/address N/; s/inet [0-9.]*/inet A/; s/brd [0-9.]*//'
            ip route | sed 's/^/route /; s/[0-9]*\\.[0-9]*\\.[0-9]*\\.[0-9]*/A/g'
            mount -t tmpfs x /mnt 2>&1 | sed 's/^/refused /'
            mknod /tmp/x b 8 0 && dd if=/tmp/x of=/dev/null count=1 2>&1 | head -1 | sed 's/^/refused /'
            chroot / true 2>&1 | sed 's/^/chroot /'
            unshare -U true 2>&1 | sed 's/^/refused /'
            dmesg 2>&1 | head -c 60 | sed 's/^/refused /'
            """;

    private static List<String> facts(Daemon daemon, String... options) throws Exception {
        List<String> line = new java.util.ArrayList<>(List.of("run", "--rm", "-h", "inside"));
        line.addAll(List.of(options));
        line.addAll(List.of("busybox", "sh", "-c", SCRIPT));
        return Same.normal(daemon.docker(line.toArray(String[]::new)).out())
                .replace(daemon.home().toString(), "HOME")
                .lines()
                .map(InsideBothTest::withoutPaths)
                .sorted()
                .toList();
    }

    /// Where the engine keeps a layer or a file is its own business; how it is mounted is not.
    private static String withoutPaths(String fact) {
        return fact.startsWith("mount ")
                ? fact.replaceAll("(lower|upper|work)dir=[^, ]*", "$1dir=D")
                        .replaceAll("^mount /\\S*(hosts|hostname|resolv.conf) ", "mount $1 ")
                        .replaceAll("(size|nr_inodes|inode64|uuid|userxattr|xino|index|nfs_export|redirect_dir|metacopy)(=[^, ]*)?,?", "")
                : fact;
    }

    private static void assertSame(BothEngines.Pair engines, String... options) throws Exception {
        assertThat(facts(engines.ours(), options))
                .containsExactlyElementsOf(facts(engines.theirs(), options));
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
                "--network=host",
                "--cap-drop=ALL",
                "--cap-add=SYS_ADMIN",
                "--security-opt=no-new-privileges",
                "--security-opt=seccomp=unconfined",
                "--pid=host",
                "--ipc=host",
                "--tmpfs=/scratch",
                "--shm-size=1m",
                "--init",
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
