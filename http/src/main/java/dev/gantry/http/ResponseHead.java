package dev.gantry.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/// Status line and headers, ready to be sent.
record ResponseHead(int status, String reason, Headers headers) {
    ResponseHead {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("no HTTP status: " + status);
        }
    }

    static ResponseHead of(int status, Headers headers) {
        String reason = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
        return new ResponseHead(status, reason == null ? "" : reason, headers);
    }

    /// Whether a response of that status never has a body, RFC 9110 §6.4.1.
    static boolean isBodiless(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder(256);
        text.append("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
        headers.fields()
                .forEach(field ->
                        text.append(field.name())
                                .append(": ")
                                .append(field.value())
                                .append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
