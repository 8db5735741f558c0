package dev.gantry.oci.registry;

import dev.gantry.oci.ImageReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Where a repository is to be had.
///
/// @param base up to but without `/v2/`
record Endpoint(URI base, boolean isMirror) {
    private static final String HUB = "registry-1.docker.io";

    /// The places to ask for a repository, in order; the last is the registry itself.
    static List<Endpoint> of(ImageReference ref, RegistryOptions options) {
        List<Endpoint> endpoints = new ArrayList<>();
        if (ref.domain().equals(ImageReference.DEFAULT_DOMAIN)) {
            options.mirrors().forEach(mirror -> endpoints.add(new Endpoint(mirror, true)));
        }
        endpoints.add(registry(ref.domain(), options));
        return endpoints;
    }

    static Endpoint registry(String domain, RegistryOptions options) {
        String host = domain.equals(ImageReference.DEFAULT_DOMAIN) ? HUB : domain;
        String scheme = options.isPlain(host) ? "http" : "https";
        return new Endpoint(URI.create(scheme + "://" + host), false);
    }

    URI root() {
        return uri("/v2/");
    }

    URI manifest(ImageReference ref, String version) {
        return uri("/v2/" + ref.path() + "/manifests/" + version);
    }

    URI blob(ImageReference ref, String digest) {
        return uri("/v2/" + ref.path() + "/blobs/" + digest);
    }

    URI tags(ImageReference ref) {
        return uri("/v2/" + ref.path() + "/tags/list?n=1000");
    }

    private URI uri(String path) {
        return URI.create(base.toString().replaceFirst("/+$", "") + path);
    }

    /// Whether a URI is on the very same server, so that what was meant for one is for the other.
    static boolean sameServer(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost() != null
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
