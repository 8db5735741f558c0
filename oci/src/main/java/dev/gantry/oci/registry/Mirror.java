package dev.gantry.oci.registry;

import dev.gantry.oci.ImageReference;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A registry that has what another one has.
///
/// @param of what it mirrors: a registry such as `ghcr.io`, or part of one as `ghcr.io/acme`
/// @param server scheme, host and port
/// @param prefix path at the mirror in place of `of`; may be empty
public record Mirror(String of, URI server, String prefix) {
    /// Reads `https://mirror.example`, a mirror of Docker Hub, or
    /// `ghcr.io=https://mirror.example/ghcr`.
    ///
    /// @throws IllegalArgumentException with Docker's `invalid mirror: …`
    public static Mirror parse(String text) {
        int equals = text.indexOf('=');
        String of = equals < 0 ? ImageReference.DEFAULT_DOMAIN : text.substring(0, equals);
        String address = text.substring(equals + 1);
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid mirror: \"%s\" is not a valid URI".formatted(address), e);
        }
        if (!Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "invalid mirror: \"%s\": it begins with http:// or https://".formatted(text));
        }
        if (uri.getQuery() != null || uri.getFragment() != null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "invalid mirror: query, fragment or user in the URI \"%s\"".formatted(address));
        }
        if (of.isEmpty() || !of.matches("[a-zA-Z0-9.:/_\\[\\]-]+")) {
            throw new IllegalArgumentException(
                    "invalid mirror: \"%s\" is no registry".formatted(of));
        }
        String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
        URI server = URI.create(uri.getScheme() + "://" + uri.getAuthority());
        return new Mirror(of.toLowerCase(Locale.ROOT).replaceFirst("/+$", ""), server, path);
    }

    /// The repository's path at this mirror; empty when it does not mirror it.
    Optional<String> pathOf(ImageReference ref) {
        String whole = ref.domain().toLowerCase(Locale.ROOT) + "/" + ref.path();
        if (!whole.startsWith(of + "/")) {
            return Optional.empty();
        }
        String rest = whole.substring(of.length() + 1);
        return Optional.of(prefix.isEmpty() ? rest : prefix + "/" + rest);
    }
}
