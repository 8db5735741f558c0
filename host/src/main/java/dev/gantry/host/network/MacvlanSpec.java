package dev.gantry.host.network;

import dev.gantry.linux.Rtnetlink;

/// A network whose containers are on the wire of one of the host's links, each with a MAC address
/// of its own. The host itself does not see them there: that is how macvlan works.
///
/// @param parent the host's link
/// @param mode `bridge`, `private`, `vepa` or `passthru`
public record MacvlanSpec(String networkId, String parent, String mode, int mtu, boolean hasIpv6)
        implements NetworkSpec {
    public MacvlanSpec {
        NetworkSpec.check(networkId, mtu);
        if (!BridgeSpec.isLinkName(parent)) {
            throw new IllegalArgumentException("not a name of a link: " + parent);
        }
        if (!Rtnetlink.MACVLAN_MODES.containsKey(mode)) {
            throw new IllegalArgumentException("not a mode of macvlan: " + mode);
        }
    }
}
