package dev.gantry.oci.registry;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.ImageReference;
import java.net.URI;
import java.util.Locale;

/// What a registry's refusals mean, in Docker's words (OCI distribution-spec, "Error Codes").
final class RegistryErrors {
    /// The first error of an answer, if it has one.
    record Said(String code, String message) {
        /// As Docker prints it: `manifest unknown: manifest unknown`.
        String text() {
            String name = code.toLowerCase(Locale.ROOT).replace('_', ' ');
            return message.isEmpty() ? name : name + ": " + message;
        }

        String orStatus(int status) {
            return code.isEmpty() ? "unexpected status code " + status : text();
        }

        String or(String fallback) {
            return code.isEmpty() ? fallback : text();
        }
    }

    private static final int LONGEST = 1000;
    private static final String DENIED = "denied: requested access to the resource is denied";

    private RegistryErrors() {}

    static Said said(byte[] body) {
        try {
            if (Json.parse(body) instanceof JsonValue.Obj answer
                    && !answer.list("errors").isEmpty()
                    && answer.list("errors").getFirst() instanceof JsonValue.Obj error) {
                return new Said(cut(error.text("code", "UNKNOWN")), cut(error.text("message", "")));
            }
        } catch (JsonException _) {
            return new Said("", "");
        }
        return new Said("", "");
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /// @param manifest whether a manifest was asked for, rather than a blob or tags
    static RegistryException of(
            ImageReference ref, URI uri, int status, byte[] body, boolean manifest) {
        Said said = said(body);
        return switch (status) {
            case 401, 403 ->
                    RegistryException.denied(
                            ref, said.code().equals("DENIED") ? said.text() : DENIED);
            case 404 -> {
                if (said.code().equals("NAME_UNKNOWN")) {
                    yield RegistryException.repositoryUnknown(ref, said.text());
                }
                yield manifest
                        ? RegistryException.manifestUnknown(
                                ref, said.or("manifest unknown: manifest unknown"))
                        : new RegistryException(
                                RegistryException.Kind.NOT_FOUND,
                                "Get \"%s\": %s".formatted(Http.shown(uri), said.or("not found")));
            }
            case 429 ->
                    new RegistryException(
                            RegistryException.Kind.UNAVAILABLE,
                            said.or("toomanyrequests: the registry wants fewer requests"));
            default ->
                    new RegistryException(
                            status >= 500
                                    ? RegistryException.Kind.UNAVAILABLE
                                    : RegistryException.Kind.PROTOCOL,
                            "Get \"%s\": %s".formatted(Http.shown(uri), said.orStatus(status)));
        };
    }

    /// @param asked the request, as `Put "https://…"`
    static RegistryException ofPush(ImageReference ref, String asked, int status, byte[] body) {
        Said said = said(body);
        return switch (status) {
            case 401, 403 ->
                    new RegistryException(
                            RegistryException.Kind.DENIED,
                            said.code().isEmpty() || said.code().equals("UNAUTHORIZED")
                                    ? "push access denied for %s: %s"
                                            .formatted(ref.familiarName(), said.or(DENIED))
                                    : said.text());
            case 404 ->
                    new RegistryException(
                            RegistryException.Kind.NOT_FOUND,
                            "%s: %s".formatted(asked, said.or("not found")));
            case 429 ->
                    new RegistryException(
                            RegistryException.Kind.UNAVAILABLE,
                            said.or("toomanyrequests: the registry wants fewer requests"));
            default ->
                    new RegistryException(
                            status >= 500
                                    ? RegistryException.Kind.UNAVAILABLE
                                    : RegistryException.Kind.PROTOCOL,
                            "%s: %s".formatted(asked, said.orStatus(status)));
        };
    }
}
