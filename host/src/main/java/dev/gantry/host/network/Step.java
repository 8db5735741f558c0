package dev.gantry.host.network;

import java.net.InetAddress;
import java.nio.file.Path;

/// One effect on the kernel. A plan is a list of them, printed one a line.
sealed interface Step {
    /// Writes a file below `/proc/sys`.
    record Set(String setting, String value) implements Step {
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

    /// The end of a pair of links inside a sandbox.
    record Inside(Path sandbox, String name, String mac, Subnet address, InetAddress gateway) {
        @Override
        public String toString() {
            return "%s in %s: %s %s via %s"
                    .formatted(name, sandbox, mac, address, gateway.getHostAddress());
        }
    }
}
