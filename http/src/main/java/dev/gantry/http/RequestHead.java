package dev.gantry.http;

import java.util.Optional;

/// A request without its body.
record RequestHead(
        String method, Target target, boolean http11, Headers headers, BodyLength length) {
    static RequestHead of(String method, String target, boolean http11, Headers headers)
            throws BadRequest {
        if (!Headers.isToken(method)) {
            throw BadRequest.malformed("invalid method");
        }
        int hosts = headers.all("Host").size();
        if (hosts > 1) {
            throw BadRequest.malformed("too many Host headers");
        }
        if (hosts == 0 && http11) {
            throw BadRequest.malformed("missing required Host header");
        }
        RequestHead head =
                new RequestHead(
                        method,
                        Target.parse(method, target),
                        http11,
                        headers,
                        BodyLength.of(headers, http11));
        if (headers.first("Expect").isPresent() && http11 && !head.expectsContinue()) {
            throw new BadRequest(417, "unknown expectation");
        }
        return head;
    }

    boolean expectsContinue() {
        return http11
                && headers.first("Expect").map("100-continue"::equalsIgnoreCase).orElse(false);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean wantsKeepAlive() {
        return http11
                ? !headers.lists("Connection", "close")
                : headers.lists("Connection", "keep-alive");
    }

    /// What the client wants to speak instead of HTTP, if anything.
    Optional<String> upgrade() {
        return headers.lists("Connection", "upgrade")
                ? headers.first("Upgrade").filter(protocol -> !protocol.isBlank())
                : Optional.empty();
    }
}
