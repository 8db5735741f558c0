package dev.gantry.oci.registry;

import dev.gantry.oci.ImageReference;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which servers have a repository, and whether they speak TLS.
///
/// An insecure registry may speak either; which one is found out by the first request, and
/// remembered. Any other registry is spoken to over TLS, whatever happens.
final class Servers {
    private static final String HUB = "registry-1.docker.io";

    private final RegistryOptions options;
    private final Map<String, String> schemes = new ConcurrentHashMap<>();

    Servers(RegistryOptions options) {
        this.options = options;
    }

    /// One request.
    interface Request<T> {
        T at(Endpoint endpoint) throws IOException, InterruptedException;
    }

    /// The places to ask for a repository, in order; the last is the registry itself.
    List<Endpoint> endpoints(ImageReference ref) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Mirror mirror : options.mirrors()) {
            mirror.pathOf(ref)
                    .ifPresent(path -> endpoints.add(new Endpoint(mirror.server(), path, true)));
        }
        endpoints.add(registry(ref));
        return endpoints;
    }

    Endpoint registry(ImageReference ref) {
        return new Endpoint(server(ref.domain()), ref.path(), false);
    }

    /// @param domain such as `docker.io`
    URI server(String domain) {
        String host = domain.equals(ImageReference.DEFAULT_DOMAIN) ? HUB : domain;
        String known = schemes.get(key(host));
        return URI.create((known == null ? guess(host) : known) + "://" + host);
    }

    private String guess(String host) {
        boolean hasPort = host.matches(".*:[0-9]+");
        boolean isPlain = options.insecure().contain(host) && (hasPort || isLoopback(host));
        return isPlain ? "http" : "https";
    }

    private static boolean isLoopback(String host) {
        return InsecureRegistries.isLoopback(InsecureRegistries.host(host));
    }

    /// Asks, at an insecure registry first one way and then the other until one was found to work.
    <T> T ask(Endpoint endpoint, Request<T> request) throws IOException, InterruptedException {
        String host = endpoint.server().getAuthority();
        if (endpoint.isMirror()
                || schemes.containsKey(key(host))
                || !options.insecure().contain(host)) {
            return request.at(endpoint);
        }
        try {
            T result = request.at(endpoint);
            schemes.put(key(host), Endpoint.scheme(endpoint.server()));
            return result;
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.UNAVAILABLE || !e.mayBeOtherProtocol()) {
                throw e;
            }
            return askOtherwise(endpoint, request, e);
        }
    }

    private <T> T askOtherwise(Endpoint endpoint, Request<T> request, RegistryException first)
            throws IOException, InterruptedException {
        String host = endpoint.server().getAuthority();
        String other = Endpoint.isHttps(endpoint.server()) ? "http" : "https";
        try {
            T result = request.at(endpoint.at(URI.create(other + "://" + host)));
            schemes.put(key(host), other);
            return result;
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.UNAVAILABLE) {
                first.addSuppressed(e);
                throw first;
            }
            schemes.put(key(host), other);
            throw e;
        }
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
