package dev.gantry.oci.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The registries an administrator trusts without proof of who they are. Those of this machine, on
/// loopback addresses, always are.
public final class InsecureRegistries {
    private final Set<String> hosts;
    private final List<Network> networks;

    /// All addresses that begin with the same bits.
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >>> (i & 7);
                if (((address[i >> 3] ^ other[i >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private InsecureRegistries(Set<String> hosts, List<Network> networks) {
        this.hosts = hosts;
        this.networks = networks;
    }

    /// @param written hosts with an optional port, or networks as `10.0.0.0/8`
    /// @throws IllegalArgumentException saying which of them is neither
    public static InsecureRegistries of(Set<String> written) {
        Set<String> hosts = new HashSet<>();
        List<Network> networks = new ArrayList<>();
        for (String text : written) {
            if (text.contains("://")) {
                throw new IllegalArgumentException(
                        "insecure registry %s should not contain '://'".formatted(text));
            }
            if (text.indexOf('/') >= 0) {
                networks.add(network(text));
            } else {
                hosts.add(text.toLowerCase(Locale.ROOT));
            }
        }
        return new InsecureRegistries(Set.copyOf(hosts), List.copyOf(networks));
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String address = text.substring(0, slash);
        try {
            if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                throw new IllegalArgumentException();
            }
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > bytes.length * 8) {
                throw new IllegalArgumentException();
            }
            return new Network(bytes, bits);
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "insecure registry %s is not valid".formatted(text), e);
        }
    }

    /// Whether this one is. Looks its name up when networks are trusted.
    ///
    /// @param authority host with optional port
    boolean contain(String authority) {
        return areNamed(authority) || isLoopback(host(authority));
    }

    /// Whether an administrator has named it, or the network it is in.
    boolean areNamed(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return hosts.contains(lower)
                || hosts.contains(host(lower))
                || (!networks.isEmpty() && isInNetworks(host(lower)));
    }

    private boolean isInNetworks(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (networks.stream().anyMatch(n -> n.contains(address.getAddress()))) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static String host(String authority) {
        return authority.replaceFirst(":[0-9]+$", "");
    }

    static boolean isLoopback(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                || lower.matches("127(\\.[0-9]{1,3}){3}")
                || lower.equals("[::1]");
    }
}
