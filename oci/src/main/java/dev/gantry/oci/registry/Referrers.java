package dev.gantry.oci.registry;

import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import java.io.IOException;
import java.util.List;

/// What was attached to a manifest, such as signatures (OCI distribution-spec, "Listing
/// Referrers"). A registry without that list keeps an index under a tag made of the digest.
final class Referrers {
    private final Conversation conversation;
    private final Manifests manifests;

    Referrers(Conversation conversation, Manifests manifests) {
        this.conversation = conversation;
        this.manifests = manifests;
    }

    List<Descriptor> of(
            Endpoint endpoint, ImageReference repository, Digest subject, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply =
                conversation.ask(
                        endpoint,
                        Ask.get(endpoint.referrers(subject.toString()))
                                .with("Accept", MediaType.OCI_INDEX),
                        Scope.pull(endpoint.repository()),
                        credentials);
        if (reply.status() == 404) {
            reply.discard();
            return tagged(endpoint, repository, subject, credentials);
        }
        return entries(
                repository,
                Manifests.parse(
                        repository, MediaType.OCI_INDEX, reply.document(repository, false)));
    }

    private List<Descriptor> tagged(
            Endpoint endpoint, ImageReference repository, Digest subject, Credentials credentials)
            throws IOException, InterruptedException {
        String tag = subject.algorithm().prefix() + "-" + subject.hex();
        ImageReference ref = repository.withTag(tag.substring(0, Math.min(tag.length(), 128)));
        try {
            return entries(repository, manifests.get(endpoint, ref, credentials));
        } catch (RegistryException e) {
            if (e.kind() == RegistryException.Kind.NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<Descriptor> entries(ImageReference repository, Document document)
            throws RegistryException {
        if (document instanceof Document.Index index) {
            return index.manifests();
        }
        throw RegistryException.protocol(
                "%s: the list of referrers is no index".formatted(repository.familiarName()));
    }
}
