package dev.gantry.host.network;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// What we call things in the kernel and on disk, and how we know them again.
///
/// ```
/// <execRoot>/netns/<sandbox, 12 digits>     a pinned network namespace
/// link veth<endpoint, 7 digits>             alias "<prefix> endpoint <id>"
/// link <bridge name>                        alias "<prefix> network <id>"
/// table ip <prefix>                         chains into-<network, 12 digits>, nat-<…>
/// ```
record Names(Path execRoot, String prefix) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final int SHORT = 12;
    private static final int IN_LINK_NAME = 7;

    Names {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("not a name for a table: " + prefix);
        }
    }

    static void checkId(String what, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a %s id: %s".formatted(what, id));
        }
    }

    static String shortId(String id) {
        return id.substring(0, Math.min(SHORT, id.length()));
    }

    static String veth(String endpointId) {
        return "veth" + endpointId.substring(0, IN_LINK_NAME);
    }

    Path pins() {
        return execRoot.resolve("netns");
    }

    Path pin(String sandboxId) {
        if (!sandboxId.matches("[0-9a-f]{12,64}")) {
            throw new IllegalArgumentException("not a sandbox id: " + sandboxId);
        }
        return pins().resolve(shortId(sandboxId));
    }

    String networkAlias(String networkId) {
        return prefix + " network " + networkId;
    }

    String endpointAlias(String endpointId) {
        return prefix + " endpoint " + endpointId;
    }

    /// The network whose bridge has this alias; empty when the bridge is not ours.
    Optional<String> networkOf(String alias) {
        return after(networkAlias(""), alias);
    }

    /// The endpoint whose link has this alias; empty when the link is not ours.
    Optional<String> endpointOf(String alias) {
        return after(endpointAlias(""), alias);
    }

    private static Optional<String> after(String start, String text) {
        return text.startsWith(start)
                ? Optional.of(text.substring(start.length()))
                : Optional.empty();
    }
}
