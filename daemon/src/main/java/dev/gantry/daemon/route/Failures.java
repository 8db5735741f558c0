package dev.gantry.daemon.route;

import dev.gantry.base.Call;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.RuntimeFailure;
import dev.gantry.http.Exchange;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the client is told when a call fails. The only place that turns failures into statuses.
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /// Answers, or passes the failure on when an answer has begun: then the connection is cut.
    static void answer(Exchange exchange, Exception failure) throws Exception {
        if (exchange.isCommitted() || failure instanceof InterruptedException) {
            throw failure;
        }
        int status = status(failure);
        if (status == 304) {
            exchange.respond(304);
            return;
        }
        log(exchange, status, failure);
        JsonValue body = JsonValue.object().put("message", message(failure)).build();
        exchange.respond(status, Request.JSON, Request.line(body));
    }

    private static void log(Exchange exchange, int status, Exception failure) {
        if (isOurs(failure)) {
            LOG.error("{} {} failed", exchange.method(), exchange.path(), failure);
        } else if (status == 500) {
            LOG.warn("{} {}: {}", exchange.method(), exchange.path(), message(failure));
        } else {
            LOG.debug("{} {}: {}", exchange.method(), exchange.path(), message(failure));
        }
    }

    static int status(Exception failure) {
        return switch (failure) {
            case EngineException e ->
                    switch (e.kind()) {
                        case NOT_MODIFIED -> 304;
                        case INVALID -> 400;
                        case UNAUTHORIZED -> 401;
                        case FORBIDDEN -> 403;
                        case NOT_FOUND -> 404;
                        case CONFLICT -> 409;
                        case UNSUPPORTED -> 501;
                        case UNAVAILABLE -> 503;
                        case FAILED -> 500;
                    };
            case JsonException _ -> 400;
            case RuntimeFailure e ->
                    switch (e) {
                        case RuntimeFailure.CommandNotFound _,
                                RuntimeFailure.CommandNotExecutable _ ->
                                400;
                        case RuntimeFailure.NotRunning _ -> 409;
                        case RuntimeFailure.Refused _ -> 500;
                    };
            default -> 500;
        };
    }

    /// What the client reads.
    static String message(Exception failure) {
        if (isOurs(failure)) {
            return "internal error; the daemon's log tells more of call "
                    + Call.current().map(Call::id).orElse("?");
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /// Neither the caller nor the world is to blame.
    private static boolean isOurs(Exception failure) {
        return !(failure instanceof EngineException) && !(failure instanceof IOException);
    }
}
