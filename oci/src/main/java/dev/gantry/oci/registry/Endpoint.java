package dev.gantry.oci.registry;

import java.net.URI;
import java.util.Locale;

/// Where a repository is to be had.
///
/// @param server scheme, host and port
/// @param repository its path there
record Endpoint(URI server, String repository, boolean isMirror) {
    URI root() {
        return uri("/v2/");
    }

    URI manifest(String version) {
        return uri("/v2/" + repository + "/manifests/" + version);
    }

    URI blob(String digest) {
        return uri("/v2/" + repository + "/blobs/" + digest);
    }

    URI uploads(String query) {
        return uri("/v2/" + repository + "/blobs/uploads/" + query);
    }

    URI tags() {
        return uri("/v2/" + repository + "/tags/list?n=1000");
    }

    URI referrers(String digest) {
        return uri("/v2/" + repository + "/referrers/" + digest);
    }

    URI search(String query) {
        return uri("/v1/search?" + query);
    }

    Endpoint at(URI otherServer) {
        return new Endpoint(otherServer, repository, isMirror);
    }

    private URI uri(String path) {
        return URI.create(server + path);
    }

    /// Whether a URI is on the very same server, so that what was meant for one is for the other.
    static boolean sameServer(URI a, URI b) {
        return scheme(a).equals(scheme(b))
                && a.getHost() != null
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b);
    }

    static boolean isHttps(URI uri) {
        return scheme(uri).equals("https");
    }

    static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return isHttps(uri) ? 443 : 80;
    }
}
