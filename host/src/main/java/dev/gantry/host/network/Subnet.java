package dev.gantry.host.network;

import java.math.BigInteger;
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

    /// The address so many after the network's own.
    ///
    /// @throws IllegalArgumentException when that is not in the network
    public InetAddress address(long offset) {
        return address(BigInteger.valueOf(offset));
    }

    public InetAddress address(BigInteger offset) {
        byte[] base = masked(address, prefix).getAddress();
        BigInteger sum = new BigInteger(1, base).add(offset);
        if (offset.signum() < 0 || offset.compareTo(size()) >= 0) {
            throw new IllegalArgumentException("no address %s of %s".formatted(offset, this));
        }
        byte[] bytes = new byte[base.length];
        byte[] digits = sum.toByteArray();
        int length = Math.min(digits.length, bytes.length);
        System.arraycopy(digits, digits.length - length, bytes, bytes.length - length, length);
        return inet(bytes);
    }

    /// How many addresses there are.
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(address.getAddress().length * 8 - prefix);
    }

    /// How far an address is from the network's own.
    public BigInteger offset(InetAddress other) {
        return new BigInteger(1, other.getAddress())
                .subtract(new BigInteger(1, masked(address, prefix).getAddress()));
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
        return inet(bytes);
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As people write it: an IPv6 address shortened.
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8
                    && bytes[2 * (i + length)] == 0
                    && bytes[2 * (i + length) + 1] == 0) {
                length++;
            }
            if (length > longest) {
                start = i;
                longest = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":")
                        .append(
                                Integer.toHexString(
                                        (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF)));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text(address) + "/" + prefix;
    }
}
