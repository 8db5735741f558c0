package dev.gantry.api.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The head of an answer: status and headers, whose names are in lower case.
record Head(int status, Map<String, String> headers) {
    private static final int MAX_LINE = 64 * 1024;

    static Head read(InputStream in) throws IOException {
        String[] words = line(in).split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || words[1].length() != 3) {
            throw new IOException("malformed HTTP response: " + String.join(" ", words));
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        try {
            return new Head(Integer.parseInt(words[1]), headers);
        } catch (NumberFormatException e) {
            throw new IOException("malformed HTTP status: " + words[1], e);
        }
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// The body that follows on `in`.
    Bodies.Framed body(InputStream in, String method) throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304 || status < 200) {
            return new Bodies.Sized(in, 0);
        }
        if (header("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            return new Bodies.Chunked(in);
        }
        if (headers.containsKey("content-length")) {
            try {
                return new Bodies.Sized(in, Long.parseLong(header("content-length")));
            } catch (NumberFormatException e) {
                throw new IOException("malformed length: " + header("content-length"), e);
            }
        }
        return new Bodies.UntilClose(in);
    }

    boolean keepsConnection() {
        return !header("connection").equalsIgnoreCase("close");
    }

    /// A line without its end.
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("unexpected EOF");
            }
            if (line.size() >= MAX_LINE) {
                throw new IOException("HTTP line too long");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
