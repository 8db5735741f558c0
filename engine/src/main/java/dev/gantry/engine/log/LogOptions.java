package dev.gantry.engine.log;

import dev.gantry.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which options each driver has, and what they may say.
final class LogOptions {
    private static final Set<String> COMMON =
            Set.of(
                    "cache-compress",
                    "cache-disabled",
                    "cache-max-file",
                    "cache-max-size",
                    "max-buffer-size",
                    "mode");
    private static final List<String> DETAILS =
            List.of("env", "env-regex", "labels", "labels-regex", "tag");
    private static final Map<String, List<String>> OWN =
            Map.of(
                    "json-file",
                    List.of("compress", "max-file", "max-size"),
                    "local",
                    List.of("compress", "max-file", "max-size"),
                    "journald",
                    List.of(),
                    "syslog",
                    List.of("syslog-address", "syslog-facility", "syslog-format"),
                    "gelf",
                    List.of(
                            "gelf-address",
                            "gelf-compression-level",
                            "gelf-compression-type",
                            "gelf-tcp-max-reconnect",
                            "gelf-tcp-reconnect-delay"),
                    "fluentd",
                    List.of(
                            "fluentd-address",
                            "fluentd-async",
                            "fluentd-async-connect",
                            "fluentd-buffer-limit",
                            "fluentd-max-retries",
                            "fluentd-retry-wait",
                            "fluentd-sub-second-precision"));

    /// Docker's, which this engine has not.
    private static final Map<String, List<String>> ABSENT =
            Map.of(
                    "syslog",
                    List.of(
                            "syslog-tls-ca-cert",
                            "syslog-tls-cert",
                            "syslog-tls-key",
                            "syslog-tls-skip-verify"),
                    "fluentd",
                    List.of(
                            "fluentd-async-reconnect-interval",
                            "fluentd-read-timeout",
                            "fluentd-request-ack",
                            "fluentd-write-timeout"));

    private static final Set<String> CLOUDS = Set.of("awslogs", "gcplogs", "splunk", "etwlogs");

    private LogOptions() {}

    static void check(LogSpec spec) {
        String driver = spec.driver();
        if (CLOUDS.contains(driver)) {
            throw EngineException.notBuiltYet("the log driver " + driver);
        }
        if (driver.equals("none")) {
            return;
        }
        List<String> own = OWN.get(driver);
        if (own == null) {
            throw EngineException.invalid(
                    "error looking up logging plugin %s: plugin \"%s\" not found"
                            .formatted(driver, driver));
        }
        checkNames(spec, own);
        checkMode(spec);
        checkRotation(spec);
        checkDetails(spec);
        LogTarget.check(spec);
    }

    private static void checkNames(LogSpec spec, List<String> own) {
        List<String> known = new ArrayList<>(own);
        known.addAll(COMMON);
        if (!spec.driver().equals("local")) {
            known.addAll(DETAILS);
        }
        for (String option : new TreeSet<>(spec.options().keySet())) {
            if (ABSENT.getOrDefault(spec.driver(), List.of()).contains(option)) {
                throw EngineException.notBuiltYet("the log option " + option);
            }
            if (!known.contains(option)) {
                throw EngineException.invalid(unknown(spec.driver(), option));
            }
        }
    }

    private static String unknown(String driver, String option) {
        return switch (driver) {
            case "local" -> "unknown log opt '%s' for log driver local".formatted(option);
            case "gelf" -> "unknown log opt \"%s\" for gelf log driver".formatted(option);
            default -> "unknown log opt '%s' for %s log driver".formatted(option, driver);
        };
    }

    private static void checkMode(LogSpec spec) {
        String mode = spec.text("mode", "");
        if (!Set.of("", "blocking", "non-blocking").contains(mode)) {
            throw EngineException.invalid("logger: logging mode not supported: " + mode);
        }
        String buffer = spec.given("max-buffer-size");
        if (buffer == null) {
            return;
        }
        if (!mode.equals("non-blocking")) {
            throw EngineException.invalid(
                    "logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }
        try {
            long _ = Sizes.binary(buffer);
        } catch (EngineException e) {
            throw new EngineException(
                    e.kind(), "error parsing option max-buffer-size: " + e.getMessage(), e);
        }
    }

    private static void checkRotation(LogSpec spec) {
        for (String option : List.of("max-size", "cache-max-size")) {
            String size = spec.given(option);
            if (size != null) {
                long _ = Sizes.decimal(size);
            }
        }
        for (String option : List.of("max-file", "cache-max-file")) {
            String count = spec.given(option);
            if (count != null && !count.matches("[0-9]{1,6}")) {
                throw EngineException.invalid(
                        "strconv.Atoi: parsing \"%s\": invalid syntax".formatted(count));
            }
            if (count != null && Integer.parseInt(count) < 1) {
                throw EngineException.invalid(option + " cannot be less than 1");
            }
        }
        for (String option : List.of("compress", "cache-compress")) {
            String given = spec.given(option);
            if (given != null && truth(given).isEmpty()) {
                throw EngineException.invalid(
                        "strconv.ParseBool: parsing \"%s\": invalid syntax".formatted(given));
            }
        }
        String disabled = spec.given("cache-disabled");
        if (disabled != null && truth(disabled).isEmpty()) {
            throw EngineException.invalid("invalid value for option cache-disabled: " + disabled);
        }
    }

    private static void checkDetails(LogSpec spec) {
        for (String option : List.of("labels-regex", "env-regex")) {
            String expression = spec.given(option);
            if (expression != null) {
                checkExpression(option, expression);
            }
        }
        String tag = spec.given("tag");
        if (tag != null) {
            TagTemplate _ = TagTemplate.parse(tag);
        }
    }

    private static void checkExpression(String option, String expression) {
        try {
            Pattern _ = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "log option %s: %s".formatted(option, e.getDescription()),
                    e);
        }
    }

    /// As Go reads it.
    static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> Optional.of(true);
            case "0", "f", "F", "FALSE", "false", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
