package dev.gantry.cli.auth;

/// Names of registries as credentials are kept under them.
public final class Server {
    static final String HUB = "https://index.docker.io/v1/";

    private Server() {}

    /// As the user has named it, or Docker Hub.
    public static String of(String given) {
        String host = host(given);
        boolean isHub =
                host.isEmpty()
                        || host.equals("docker.io")
                        || host.equals("index.docker.io")
                        || host.equals("registry-1.docker.io");
        return isHub ? HUB : host;
    }

    /// Of an image's name.
    static String ofImage(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean isRegistry =
                first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        return of(isRegistry ? first : "");
    }

    /// Without scheme and path.
    static String host(String server) {
        return server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    }
}
