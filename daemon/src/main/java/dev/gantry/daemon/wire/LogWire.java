package dev.gantry.daemon.wire;

import dev.gantry.api.container.LogConfig;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.log.LogSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request says about logs.
final class LogWire {
    private LogWire() {}

    /// @param standard what holds where the request says nothing
    /// @throws EngineException in Docker's words when it makes no sense
    static LogSpec spec(@Nullable LogConfig given, LogSpec standard) {
        if (given == null) {
            return standard;
        }
        Map<String, String> options = Given.map(given.config());
        return new LogSpec(Given.text(given.type()), options).over(standard);
    }
}
