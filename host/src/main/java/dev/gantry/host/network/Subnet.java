package dev.gantry.host.network;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// An address and how many of its leading bits name the network, as `172.30.0.1/16`.
public record Subnet(InetAddress address, int prefix) {
    public Subnet {
        if (prefix < 0 || prefix > address.getAddress().length * 8) {
            throw new IllegalArgumentException(
                    "no prefix of %s: /%d".formatted(address.getHostAddress(), prefix));
        }
    }

    /// Reads `address/prefix`.
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a subnet: " + text);
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text.substring(0, slash));
            return new Subnet(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a subnet: " + text, e);
        }
    }

    /// The same network with all bits after the prefix zero.
    public Subnet network() {
        return new Subnet(masked(address, prefix), prefix);
    }

    public boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length
                && masked(other, prefix).equals(masked(address, prefix));
    }

    public boolean overlaps(Subnet other) {
        return prefix <= other.prefix ? contains(other.address) : other.contains(address);
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
