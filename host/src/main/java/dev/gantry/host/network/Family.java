package dev.gantry.host.network;

import java.net.Inet4Address;
import java.net.InetAddress;

/// IPv4 or IPv6, and how nft's language and `/proc/sys` name them.
enum Family {
    IPV4("ip", "ipv4_addr", "127.0.0.0/8", "icmp"),
    IPV6("ip6", "ipv6_addr", "::1", "ipv6-icmp");

    private final String table;
    private final String addressType;
    private final String loopback;
    private final String icmp;

    Family(String table, String addressType, String loopback, String icmp) {
        this.table = table;
        this.addressType = addressType;
        this.loopback = loopback;
        this.icmp = icmp;
    }

    static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /// As nft names the family of a table.
    String table() {
        return table;
    }

    String addressType() {
        return addressType;
    }

    String loopback() {
        return loopback;
    }

    String icmp() {
        return icmp;
    }
}
