package dev.gantry.http;

import java.util.List;

/// How a request says where its body ends, RFC 9112 §6.
sealed interface BodyLength {
    record Known(long bytes) implements BodyLength {}

    record Chunked() implements BodyLength {}

    static BodyLength of(Headers headers, boolean http11) throws BadRequest {
        List<String> encodings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (encodings.isEmpty()) {
            return lengths.isEmpty() ? new Known(0) : known(lengths);
        }
        if (!lengths.isEmpty()) {
            throw BadRequest.malformed("both Content-Length and Transfer-Encoding");
        }
        if (!http11) {
            throw BadRequest.malformed("Transfer-Encoding in HTTP/1.0");
        }
        if (encodings.size() > 1 || !encodings.getFirst().strip().equalsIgnoreCase("chunked")) {
            throw new BadRequest(501, "unsupported transfer encoding");
        }
        return new Chunked();
    }

    private static Known known(List<String> lengths) throws BadRequest {
        String text = lengths.getFirst();
        if (lengths.size() > 1 || !text.matches("[0-9]{1,18}")) {
            throw BadRequest.malformed("bad Content-Length");
        }
        return new Known(Long.parseLong(text));
    }
}
