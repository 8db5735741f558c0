package dev.gantry.http;

/// The client does not speak HTTP as we understand it. It is answered and the connection closed.
final class BadRequest extends Exception {
    private final int status;

    BadRequest(int status, String message) {
        super(message);
        this.status = status;
    }

    static BadRequest malformed(String message) {
        return new BadRequest(400, message);
    }

    int status() {
        return status;
    }

    String text() {
        return getMessage() == null ? "bad request" : getMessage();
    }
}
