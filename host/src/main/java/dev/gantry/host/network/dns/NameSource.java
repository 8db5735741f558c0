package dev.gantry.host.network.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What names mean to one container. Asked for every question, on any thread, so it answers from
/// memory.
public interface NameSource {
    /// The addresses of a name in lower case without a dot at its end; empty when the name is
    /// nobody's here.
    Optional<List<InetAddress>> addresses(String name);

    /// Who has an address; empty when nobody here.
    Optional<String> name(InetAddress address);

    Upstream upstream();

    /// Who is asked what is not known here.
    ///
    /// @param servers in order
    /// @param fromSandbox whether they are asked from the container's network, or from the host's
    record Upstream(List<InetAddress> servers, boolean fromSandbox) {
        public static final Upstream NONE = new Upstream(List.of(), false);

        public Upstream {
            servers = List.copyOf(servers);
        }
    }
}
