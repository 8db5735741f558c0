package dev.gantry.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.gantry.base.Call;
import dev.gantry.base.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// A log line as dockerd writes them: `time="…" level=info msg="…" call=…`, and the stack trace of
/// a failure behind it. Lines are laid out on the thread that logs, so that the call is known.
final class LineLayout extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append("time=\"")
                .append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS))
                .append("\" level=")
                .append(level(event.getLevel()))
                .append(" msg=")
                .append(Json.print(String.valueOf(event.getFormattedMessage())));
        Call.current().ifPresent(call -> line.append(" call=").append(call.id()));
        line.append('\n');
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            line.append(ThrowableProxyUtil.asString(failure));
        }
        return line.toString();
    }

    private static String level(Level level) {
        return level == Level.WARN ? "warning" : level.toString().toLowerCase(Locale.ROOT);
    }
}
