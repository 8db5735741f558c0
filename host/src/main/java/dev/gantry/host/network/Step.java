package dev.gantry.host.network;

import dev.gantry.linux.PolicyRule;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One effect on the kernel. A plan is a list of them, printed one a line.
sealed interface Step {
    /// Writes a file below `/proc/sys`.
    record Set(String setting, String value) implements Step {
        @Override
        public String toString() {
            return "set %s = %s".formatted(setting, value);
        }
    }

    /// The same for a setting that not every kernel has.
    record SetIfThere(String setting, String value) implements Step {
        @Override
        public String toString() {
            return "set %s = %s".formatted(setting, value);
        }
    }

    record CreateBridge(String name, String mac, int mtu, String alias) implements Step {
        @Override
        public String toString() {
            return "create bridge %s mac %s mtu %d (%s)".formatted(name, mac, mtu, alias);
        }
    }

    record SetMtu(String link, int mtu, String why) implements Step {
        @Override
        public String toString() {
            return "set mtu of %s to %d: %s".formatted(link, mtu, why);
        }
    }

    record SetUp(String link) implements Step {
        @Override
        public String toString() {
            return "set %s up".formatted(link);
        }
    }

    /// Shows the packet filter what the bridge carries between its ports.
    record FilterFrames(String bridge, String why) implements Step {
        @Override
        public String toString() {
            return "filter frames of %s: %s".formatted(bridge, why);
        }
    }

    record AddAddress(String link, Subnet address) implements Step {
        @Override
        public String toString() {
            return "add %s to %s".formatted(address, link);
        }
    }

    record RemoveAddress(String link, Subnet address, String why) implements Step {
        @Override
        public String toString() {
            return "remove %s from %s: %s".formatted(address, link, why);
        }
    }

    record DeleteLink(String name, String why) implements Step {
        @Override
        public String toString() {
            return "delete link %s: %s".formatted(name, why);
        }
    }

    /// Changes our table of the packet filter, all commands or none.
    record Filter(String what, String commands) implements Step {
        @Override
        public String toString() {
            return "filter: %s\n%s".formatted(what, commands.indent(2).stripTrailing());
        }
    }

    /// Pins a new network namespace.
    record Pin(Path file) implements Step {
        @Override
        public String toString() {
            return "pin a network namespace at %s".formatted(file);
        }
    }

    record SetLoopbackUp(Path sandbox) implements Step {
        @Override
        public String toString() {
            return "set lo up in %s".formatted(sandbox);
        }
    }

    record Unpin(Path file, String why) implements Step {
        @Override
        public String toString() {
            return "unpin %s: %s".formatted(file, why);
        }
    }

    /// Lets this machine forward IPv6. A machine that forwards believes no router advertisements,
    /// so the links that did before are told to go on; the kernel forwards all the same.
    record ForwardIpv6() implements Step {
        @Override
        public String toString() {
            return "forward IPv6";
        }
    }

    /// Plugs a link into a bridge again.
    record Replug(String link, String bridge, String why) implements Step {
        @Override
        public String toString() {
            return "plug %s into %s: %s".formatted(link, bridge, why);
        }
    }

    /// Adds policy rules where the kernel knows any.
    record Guard(List<PolicyRule> rules) implements Step {
        @Override
        public String toString() {
            return "guard %s".formatted(rules);
        }
    }

    record Unguard(List<PolicyRule> rules) implements Step {
        @Override
        public String toString() {
            return "no longer guard %s".formatted(rules);
        }
    }

    /// Makes the kernel forget connections, which would outlive the rules they came about by.
    ///
    /// @param answerers those answered by one of these
    /// @param ports those to one of these ports of the host, by protocol number
    record Forget(Collection<InetAddress> answerers, Map<Integer, List<Integer>> ports, String why)
            implements Step {
        @Override
        public String toString() {
            return "forget connections of %s%s: %s"
                    .formatted(
                            answerers.stream().map(InetAddress::getHostAddress).toList(),
                            ports.isEmpty() ? "" : " and to " + new TreeMap<>(ports),
                            why);
        }
    }

    /// Makes a pair of links: one end a port of the bridge, the other `inside` the sandbox.
    ///
    /// @param isolated whether frames to other isolated ports are dropped
    record Plug(String name, String alias, String bridge, int mtu, boolean isolated, Inside inside)
            implements Step {
        @Override
        public String toString() {
            return "plug %s%s into %s mtu %d (%s), %s"
                    .formatted(name, isolated ? " isolated" : "", bridge, mtu, alias, inside);
        }
    }

    /// Makes a link on the wire of `parent`, inside the sandbox.
    record PlugMacvlan(String parent, String mode, int mtu, Inside inside) implements Step {
        @Override
        public String toString() {
            return "plug into %s by macvlan %s mtu %d, %s".formatted(parent, mode, mtu, inside);
        }
    }

    /// Deletes a link inside a sandbox, if both are there.
    record Unplug(Path sandbox, String link, String why) implements Step {
        @Override
        public String toString() {
            return "delete link %s in %s: %s".formatted(link, sandbox, why);
        }
    }

    /// Sets the default routes of a sandbox.
    record Route(Path sandbox, Gateways gateways) implements Step {
        @Override
        public String toString() {
            return "route %s %s".formatted(sandbox, gateways);
        }
    }

    /// A link inside a sandbox.
    ///
    /// @param hasIpv6 whether it may have IPv6 addresses at all
    record Inside(
            Path sandbox,
            String name,
            String mac,
            List<Subnet> addresses,
            boolean hasIpv6,
            Map<String, String> settings,
            Gateways gateways) {
        @Override
        public String toString() {
            return "%s in %s: %s %s%s %s"
                    .formatted(
                            name,
                            sandbox,
                            mac,
                            addresses,
                            settings.isEmpty() ? "" : " " + new TreeMap<>(settings),
                            gateways);
        }
    }
}
