package dev.gantry.engine.log;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.LogRotation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where a container's output goes, in Docker's words.
///
/// Whatever the driver, the output is kept in files too (Docker's "dual logging"), so that `logs`
/// answers; the driver `none` alone keeps nothing.
///
/// @param driver such as `json-file`
/// @param options as they were asked for
public record LogSpec(String driver, Map<String, String> options) {
    public static final LogSpec STANDARD = new LogSpec("json-file", Map.of());

    private static final long USUAL_BUFFER = 1_000_000;

    public LogSpec {
        options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /// What was asked for, when it makes sense.
    ///
    /// @throws EngineException in Docker's words
    public static LogSpec of(String driver, Map<String, String> options) {
        LogSpec spec = new LogSpec(driver, options);
        LogOptions.check(spec);
        return spec;
    }

    /// This, asked for where `standard` is what a container gets that asks for nothing: its options
    /// hold for its driver.
    public LogSpec over(LogSpec standard) {
        String chosen = driver.isEmpty() ? standard.driver : driver;
        Map<String, String> all =
                new TreeMap<>(chosen.equals(standard.driver) ? standard.options : Map.of());
        all.putAll(options);
        return of(chosen, all);
    }

    /// Whether anything is kept.
    public boolean isKept() {
        return !driver.equals("none");
    }

    /// Whether `logs` may read what is kept.
    public boolean isReadable() {
        return isKept() && !(isShipped() && isTrue("cache-disabled", false));
    }

    /// Whether it also goes to a server.
    public boolean isShipped() {
        return List.of("syslog", "journald", "gelf", "fluentd").contains(driver);
    }

    /// Whether records that cannot be sent are dropped once more than {@link #buffer} of them wait.
    /// Otherwise they wait for as long as the files reach back. Neither ever holds up a container.
    public boolean isLossy() {
        return text("mode", "blocking").equals("non-blocking");
    }

    /// Bytes.
    public long buffer() {
        String size = options.get("max-buffer-size");
        return size == null ? USUAL_BUFFER : Sizes.binary(size);
    }

    /// How much is kept.
    public LogRotation rotation() {
        if (isShipped()) {
            return rotation("cache-max-size", "cache-max-file", "cache-compress", true);
        }
        return rotation("max-size", "max-file", "compress", driver.equals("local"));
    }

    private LogRotation rotation(String size, String files, String compress, boolean compresses) {
        LogRotation standard = LogRotation.STANDARD;
        String maxSize = options.get(size);
        String maxFiles = options.get(files);
        boolean isDockers = maxSize != null && driver.equals("json-file"); // keeps one file then
        int usual = isDockers ? 1 : standard.maxFiles();
        return new LogRotation(
                maxSize == null ? standard.maxSize() : Sizes.decimal(maxSize),
                maxFiles == null ? usual : Integer.parseInt(maxFiles),
                isTrue(compress, compresses));
    }

    String text(String option, String otherwise) {
        return options.getOrDefault(option, otherwise);
    }

    @Nullable String given(String option) {
        return options.get(option);
    }

    boolean isTrue(String option, boolean otherwise) {
        String given = options.get(option);
        return given == null ? otherwise : LogOptions.truth(given).orElse(otherwise);
    }
}
