package dev.gantry.engine.network;

import dev.gantry.engine.EngineException;
import dev.gantry.host.network.HostRoutes;
import dev.gantry.host.network.Subnet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The address space networks get their subnets from when the user names none.
///
/// @param ranges in order of preference
public record AddressPools(List<Range> ranges) {
    /// Subnets of one size out of one part of the address space.
    public record Range(Subnet base, int size) {
        public Range {
            base = base.network();
            if (size < base.prefix() || size > base.address().getAddress().length * 8) {
                throw new IllegalArgumentException(
                        "no subnets of size %d in %s".formatted(size, base));
            }
        }

        private Optional<Subnet> first(Collection<Subnet> taken, HostRoutes host) {
            BigInteger step = BigInteger.ONE.shiftLeft(bits() - size);
            BigInteger offset = BigInteger.ZERO;
            while (offset.compareTo(base.size()) < 0) {
                Subnet candidate = new Subnet(base.address(offset), size);
                if (taken.stream().noneMatch(candidate::overlaps)
                        && host.clash(candidate).isEmpty()) {
                    return Optional.of(candidate);
                }
                offset = offset.add(step);
            }
            return Optional.empty();
        }

        private int bits() {
            return base.address().getAddress().length * 8;
        }

        boolean isIpv4() {
            return bits() == 32;
        }
    }

    public AddressPools {
        ranges = List.copyOf(ranges);
    }

    /// Private addresses (RFC 1918) that Docker's defaults take last or not at all, so that both
    /// can live on one machine; `172.17` is left to Docker.
    public static AddressPools standard() {
        List<Range> ranges = new ArrayList<>();
        for (int second = 30; second >= 18; second--) {
            ranges.add(range("172.%d.0.0/16".formatted(second), 16));
        }
        for (int third = 240; third >= 0; third -= 16) {
            ranges.add(range("192.168.%d.0/20".formatted(third), 20));
        }
        ranges.add(range("10.208.0.0/12", 20));
        return new AddressPools(ranges);
    }

    public static Range range(String base, int size) {
        return new Range(Subnet.parse(base), size);
    }

    /// With another range that is asked last.
    AddressPools and(Range range) {
        List<Range> all = new ArrayList<>(ranges);
        all.add(range);
        return new AddressPools(all);
    }

    boolean hasIpv6() {
        return ranges.stream().anyMatch(range -> !range.isIpv4());
    }

    /// A subnet that neither another network nor this host uses now.
    Subnet free(boolean isIpv4, Collection<Subnet> taken, HostRoutes host) {
        return ranges.stream()
                .filter(range -> range.isIpv4() == isIpv4)
                .flatMap(range -> range.first(taken, host).stream())
                .findFirst()
                .orElseThrow(() ->
                        new EngineException(
                                EngineException.Kind.FAILED,
                                "all predefined address pools have been fully subnetted"));
    }
}
