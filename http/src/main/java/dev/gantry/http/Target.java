package dev.gantry.http;

import java.util.Locale;

/// What a request asks for.
///
/// @param path decoded; `*` or beginning with `/`
record Target(String path, Query query) {
    /// Reads the origin, absolute and asterisk forms of RFC 9112 §3.2.
    static Target parse(String method, String text) throws BadRequest {
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw BadRequest.malformed("invalid control character in URL");
        }
        if (text.equals("*") && method.equals("OPTIONS")) {
            return new Target("*", Query.parse(""));
        }
        String origin = originForm(text);
        int mark = origin.indexOf('?');
        try {
            return new Target(
                    PercentCode.decodePath(mark < 0 ? origin : origin.substring(0, mark)),
                    Query.parse(mark < 0 ? "" : origin.substring(mark + 1)));
        } catch (IllegalArgumentException e) {
            throw BadRequest.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static String originForm(String text) throws BadRequest {
        if (text.startsWith("/")) {
            return text;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            throw BadRequest.malformed("invalid URI for request");
        }
        String rest = text.substring(text.indexOf("//") + 2);
        int end = 0;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        if (end == 0) {
            throw BadRequest.malformed("invalid URI for request");
        }
        return rest.startsWith("/", end) ? rest.substring(end) : "/" + rest.substring(end);
    }
}
