package dev.gantry.host.network;

import dev.gantry.linux.Conntrack;
import dev.gantry.linux.Errno;
import dev.gantry.linux.LinuxException;
import dev.gantry.linux.Netlink;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Makes the kernel forget connections, in the network namespace of the calling thread.
final class Forgetting {
    private Forgetting() {}

    static void run(Step.Forget what) throws LinuxException {
        try (Netlink netlink = Netlink.netfilter()) {
            for (Family family : Family.values()) {
                boolean isIpv4 = family == Family.IPV4;
                for (Conntrack.Connection each :
                        Conntrack.connections(netlink.exchange(Conntrack.list(isIpv4)))) {
                    if (isMeant(what, each)) {
                        forget(netlink, each);
                    }
                }
            }
        } catch (LinuxException e) {
            // a kernel without ctnetlink forgets them by itself after a while
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EINVAL) {
                throw e;
            }
        }
    }

    private static boolean isMeant(Step.Forget what, Conntrack.Connection each) {
        for (InetAddress address : what.answerers()) {
            if (Arrays.equals(address.getAddress(), each.answerer())) {
                return true;
            }
        }
        return what.ports().getOrDefault(each.protocol(), List.of()).contains(each.calledPort());
    }

    private static void forget(Netlink netlink, Conntrack.Connection connection)
            throws LinuxException {
        try {
            netlink.exchange(Conntrack.forget(connection));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
