package dev.gantry.oci.registry;

import dev.gantry.base.JsonException;
import dev.gantry.oci.Descriptor;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Document;
import dev.gantry.oci.ImageReference;
import dev.gantry.oci.MediaType;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Manifests and indexes at one endpoint.
final class Manifests {
    private static final String ACCEPTED =
            String.join(
                    ", ",
                    MediaType.OCI_MANIFEST,
                    MediaType.OCI_INDEX,
                    MediaType.DOCKER_MANIFEST,
                    MediaType.DOCKER_INDEX);

    private final Conversation conversation;

    Manifests(Conversation conversation) {
        this.conversation = conversation;
    }

    /// By tag or digest.
    Document get(Endpoint endpoint, ImageReference ref, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply = ask(endpoint, ref.version().orElseThrow(), credentials);
        String mediaType = mediaType(reply);
        String said = reply.header("Docker-Content-Digest");
        byte[] body = reply.document(ref, true);
        Digest wanted = ref.digest();
        if (wanted != null) {
            verify(ref, wanted, body);
        } else if (!said.isEmpty()) {
            verify(ref, digest(ref, said), body);
        }
        return parse(ref, mediaType, body);
    }

    /// What an index has described.
    Document get(
            Endpoint endpoint, ImageReference ref, Descriptor described, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply = ask(endpoint, described.digest().toString(), credentials);
        byte[] body = reply.document(ref, true);
        verify(ref, described.digest(), body);
        if (body.length != described.size()) {
            throw RegistryException.protocol(
                    "manifest %s of %s has %d bytes, not %d"
                            .formatted(
                                    described.digest(),
                                    ref.familiarName(),
                                    body.length,
                                    described.size()));
        }
        return parse(ref, described.mediaType(), body);
    }

    /// Another small document, such as a configuration.
    byte[] blob(
            Endpoint endpoint, ImageReference ref, Descriptor described, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply =
                conversation.ask(
                        endpoint,
                        Ask.get(endpoint.blob(described.digest().toString())),
                        Scope.pull(endpoint.repository()),
                        credentials);
        byte[] body = reply.document(ref, false);
        verify(ref, described.digest(), body);
        return body;
    }

    private Conversation.Reply ask(Endpoint endpoint, String version, Credentials credentials)
            throws IOException, InterruptedException {
        return conversation.ask(
                endpoint,
                Ask.get(endpoint.manifest(version)).with("Accept", ACCEPTED),
                Scope.pull(endpoint.repository()),
                credentials);
    }

    private static String mediaType(Conversation.Reply reply) {
        String mediaType = reply.header("Content-Type").split(";", 2)[0].strip();
        boolean telling = MediaType.isIndex(mediaType) || MediaType.isManifest(mediaType);
        return telling ? mediaType : "";
    }

    private static Digest digest(ImageReference ref, String said) throws RegistryException {
        try {
            return Digest.parse(said);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "%s: registry named no digest: %s".formatted(ref.familiar(), e.getMessage()),
                    e);
        }
    }

    private static void verify(ImageReference ref, Digest wanted, byte[] body)
            throws RegistryException {
        MessageDigest digest = wanted.algorithm().newMessageDigest();
        digest.update(body);
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(wanted.hex())) {
            throw RegistryException.protocol(
                    "manifest verification failed for digest %s of %s"
                            .formatted(wanted, ref.familiarName()));
        }
    }

    static Document parse(ImageReference ref, String mediaType, byte[] body)
            throws RegistryException {
        try {
            return Document.parse(mediaType, body);
        } catch (JsonException e) {
            throw new RegistryException(
                    RegistryException.Kind.PROTOCOL,
                    "%s: %s".formatted(ref.familiar(), e.getMessage()),
                    e);
        }
    }

    /// Whether the registry has a manifest, by digest.
    boolean has(Endpoint endpoint, Digest digest, Scope scope, Credentials credentials)
            throws IOException, InterruptedException {
        Conversation.Reply reply =
                conversation.ask(
                        endpoint,
                        Ask.head(endpoint.manifest(digest.toString())).with("Accept", ACCEPTED),
                        scope,
                        credentials);
        reply.discard();
        return reply.status() == 200;
    }

    /// @param ref with the tag or digest to put it under
    Digest put(
            Endpoint endpoint,
            ImageReference ref,
            String version,
            Document document,
            Credentials credentials)
            throws IOException, InterruptedException {
        Content content = Content.of(document.descriptor().mediaType(), document.bytes());
        Conversation.Reply reply =
                conversation.ask(
                        endpoint,
                        Ask.of("PUT", endpoint.manifest(version), content),
                        Scope.push(endpoint.repository()),
                        credentials);
        if (reply.status() != 201) {
            throw reply.notTaken(ref);
        }
        reply.discard();
        return document.descriptor().digest();
    }
}
