package dev.gantry.oci.registry;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where tokens are to be had, as a registry says it, and whether that may be told secrets.
///
/// Secrets go to the registry's own host or to one of the same owner, such as `auth.docker.io` for
/// `registry-1.docker.io`, or to one an administrator has named; and in the clear only where the
/// registry itself is spoken to so.
record Realm(URI uri, boolean mayKnow) {
    /// Second-level names under which many owners are, below a country's name.
    private static final Set<String> SHARED =
            Set.of("ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "or", "org");

    /// @throws RegistryException when nothing may be asked there
    static Realm of(URI server, Challenge challenge, RegistryOptions options)
            throws RegistryException {
        try {
            URI uri = URI.create(challenge.parameter("realm"));
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw bad(server, challenge, null);
            }
            boolean isSafe = Endpoint.isHttps(uri);
            boolean isPlain =
                    Endpoint.scheme(uri).equals("http")
                            && (Endpoint.scheme(server).equals("http")
                                    || options.insecure().areNamed(uri.getAuthority()));
            if (!isSafe && !isPlain) {
                throw bad(server, challenge, null);
            }
            boolean isSame = isSameOwner(server.getHost(), uri.getHost());
            if (isPlain && !isSame && !options.insecure().contain(uri.getAuthority())) {
                throw bad(server, challenge, null);
            }
            return new Realm(uri, isSame || options.isTokenServer(uri.getHost()));
        } catch (IllegalArgumentException e) {
            throw bad(server, challenge, e);
        }
    }

    static boolean isSameOwner(String registry, String realm) {
        String own = registry.toLowerCase(Locale.ROOT);
        String other = realm.toLowerCase(Locale.ROOT);
        if (own.equals(other)) {
            return true;
        }
        boolean isAddress = own.matches("[0-9.]+") || own.startsWith("[");
        String owner = owner(own);
        return !isAddress && (other.equals(owner) || other.endsWith("." + owner));
    }

    /// The host without its first name, unless that would leave a name many owners share.
    private static String owner(String host) {
        List<String> names = Arrays.asList(host.split("\\.", -1));
        if (names.size() < 3) {
            return host;
        }
        boolean isCountry = names.getLast().length() == 2;
        boolean isShared =
                names.size() == 3 && isCountry && SHARED.contains(names.get(names.size() - 2));
        return isShared ? host : host.substring(host.indexOf('.') + 1);
    }

    private static RegistryException bad(
            URI server, Challenge challenge, @Nullable Throwable cause) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": invalid token auth challenge realm: %s"
                        .formatted(server, challenge.parameter("realm")),
                cause);
    }

    /// For credentials that this realm may not know.
    RegistryException refused(URI server) {
        return new RegistryException(
                RegistryException.Kind.PROTOCOL,
                "Get \"%s\": the registry names %s for tokens, which is not its own: credentials are not sent there; if that is meant to be, name the host with --token-server"
                        .formatted(server, uri.getAuthority()));
    }
}
