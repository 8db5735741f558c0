package dev.gantry.engine.image;

import dev.gantry.engine.EngineException;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageConfig;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.Platform;
import dev.gantry.oci.registry.Credentials;
import dev.gantry.oci.registry.Registry;
import dev.gantry.oci.registry.RegistryException;
import dev.gantry.oci.registry.SearchResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Questions to registries that change nothing here.
public final class Registries {
    private final Registry registry;

    public Registries(Registry registry) {
        this.registry = registry;
    }

    /// Finds out whether a registry takes credentials.
    ///
    /// @param domain such as `docker.io`
    /// @return a token to be kept instead of the password, or empty
    public String login(String domain, Credentials credentials)
            throws IOException, InterruptedException {
        try {
            return registry.login(domain, credentials);
        } catch (RegistryException e) {
            throw Refusals.ofLogin(e);
        }
    }

    /// Repositories by words.
    ///
    /// @param term with a registry in front as `registry.example/word`, or Docker Hub
    public List<SearchResult> search(String term, int limit, Credentials credentials)
            throws IOException, InterruptedException {
        int slash = term.indexOf('/');
        String first = slash < 0 ? "" : term.substring(0, slash);
        boolean hasDomain = first.contains(".") || first.contains(":") || first.equals("localhost");
        boolean isHub = !hasDomain || first.equals("docker.io") || first.equals("index.docker.io");
        if (first.contains("://") || (hasDomain && !first.matches("[a-zA-Z0-9.:\\[\\]-]+"))) {
            throw EngineException.invalid(
                    "invalid repository name (ex: \"registry.domain.tld/myrepos\")");
        }
        try {
            return registry.search(
                    isHub ? ImageReference.DEFAULT_DOMAIN : first,
                    hasDomain ? term.substring(slash + 1) : term,
                    limit,
                    credentials);
        } catch (RegistryException e) {
            throw Refusals.ofQuestion(e);
        }
    }

    /// What a name leads to at its registry, and for which platforms.
    public record Found(Descriptor descriptor, List<Platform> platforms) {}

    public Found find(ImageReference reference, Credentials credentials)
            throws IOException, InterruptedException {
        try {
            Document root = registry.manifest(reference, credentials);
            List<Platform> platforms =
                    switch (root) {
                        case Document.Index index ->
                                index.manifests().stream()
                                        .flatMap(m -> Optional.ofNullable(m.platform()).stream())
                                        .toList();
                        case Document.Manifest manifest ->
                                List.of(
                                        ImageConfig.parse(
                                                        registry.document(
                                                                reference,
                                                                manifest.config(),
                                                                credentials))
                                                .platform());
                    };
            return new Found(root.descriptor(), platforms);
        } catch (RegistryException e) {
            throw Refusals.ofQuestion(e);
        }
    }
}
