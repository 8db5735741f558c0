package dev.gantry.engine.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The driver options of a container's place in a network that mean something.
final class EndpointOptions {
    private static final String LINK = "com.docker.network.endpoint.ifname";
    private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";
    private static final Pattern SETTING =
            Pattern.compile(
                    "net\\.(ipv4|ipv6|mpls)\\.(conf|neigh)\\.IFNAME\\.([a-z0-9_]+)=([-0-9]+)");

    private EndpointOptions() {}

    /// The name of the link in the container; empty for the next free one.
    static String link(Map<String, String> options) {
        return options.getOrDefault(LINK, "");
    }

    /// Settings such as `net.ipv4.conf.IFNAME.log_martians=1`, below `/proc/sys/net`.
    ///
    /// @throws IllegalArgumentException saying which is none
    static Map<String, String> settings(Map<String, String> options, String link) {
        String text = options.getOrDefault(SYSCTLS, "");
        Map<String, String> settings = new LinkedHashMap<>();
        for (String each : text.isEmpty() ? new String[0] : text.split(",")) {
            Matcher matcher = SETTING.matcher(each.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "unrecognised sysctl \"%s\": it is written as net.ipv4.conf.IFNAME.name=value"
                                .formatted(each));
            }
            settings.put(
                    "%s/%s/%s/%s"
                            .formatted(matcher.group(1), matcher.group(2), link, matcher.group(3)),
                    matcher.group(4));
        }
        return settings;
    }
}
