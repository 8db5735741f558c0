package dev.gantry.linux;

import java.io.IOException;

/// The packet filter refused a change; the message is `nft`'s, with the command it is about. No
/// part of the change was made.
public final class NftablesException extends IOException {
    NftablesException(String message) {
        super(message.isBlank() ? "nftables: refused without a reason" : message.strip());
    }
}
