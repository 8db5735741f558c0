package dev.gantry.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.engine.EngineException;
import dev.gantry.host.runtime.LogRotation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogSpecTest {
    private static final LogSubject SUBJECT =
            new LogSubject(
                    "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
                    "web",
                    "registry/app:2",
                    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                    List.of("serve", "--all"),
                    Instant.EPOCH,
                    Map.of("team", "blue", "tier", "web app"),
                    List.of("VERSION=7", "OTHER=x"));

    private static void assertRefused(String driver, Map<String, String> options, String words) {
        assertThatThrownBy(() -> LogSpec.of(driver, options))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(words);
    }

    @Test
    void refusalsAreDockers() {
        assertRefused(
                "json-file", Map.of("foo", "1"), "unknown log opt 'foo' for json-file log driver");
        assertRefused(
                "local", Map.of("labels", "a"), "unknown log opt 'labels' for log driver local");
        assertRefused("gelf", Map.of(), "gelf-address is a required parameter");
        assertRefused("gelf", Map.of("gelf-address", "x"), "gelf: endpoint needs to be TCP or UDP");
        assertRefused("syslog", Map.of("syslog-address", "foo"), "unsupported scheme: ''");
        assertRefused("syslog", Map.of("syslog-facility", "zz"), "invalid syslog facility");
        assertRefused("syslog", Map.of("syslog-format", "zz"), "Invalid syslog format");
        assertRefused("json-file", Map.of("mode", "x"), "logger: logging mode not supported: x");
        assertRefused(
                "json-file",
                Map.of("max-buffer-size", "1m"),
                "logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        assertRefused("json-file", Map.of("max-size", "x"), "invalid size: 'x'");
        assertRefused(
                "nope",
                Map.of(),
                "error looking up logging plugin nope: plugin \"nope\" not found");
        assertRefused("splunk", Map.of(), "the log driver splunk: not supported");
        assertRefused("syslog", Map.of("syslog-tls-key", "k"), "the log option syslog-tls-key");
    }

    @Test
    void logsAreRotatedUnlessSomethingElseIsAskedFor() {
        assertThat(LogSpec.STANDARD.rotation()).isEqualTo(new LogRotation(20_000_000, 5, false));
        assertThat(LogSpec.of("local", Map.of()).rotation())
                .isEqualTo(new LogRotation(20_000_000, 5, true));
        assertThat(LogSpec.of("json-file", Map.of("max-size", "10k")).rotation())
                .isEqualTo(new LogRotation(10_000, 1, false));
        assertThat(LogSpec.of("json-file", Map.of("max-size", "-1")).rotation().maxSize())
                .isNegative();
        assertThat(
                        LogSpec.of(
                                        "gelf",
                                        Map.of(
                                                "gelf-address", "udp://127.0.0.1:1",
                                                "cache-max-size", "1m",
                                                "cache-max-file", "2",
                                                "cache-compress", "false"))
                                .rotation())
                .isEqualTo(new LogRotation(1_000_000, 2, false));
    }

    @Test
    void theDaemonsOptionsHoldForItsDriverOnly() {
        LogSpec standard = LogSpec.of("json-file", Map.of("max-size", "1m", "max-file", "2"));
        assertThat(new LogSpec("", Map.of("max-file", "3")).over(standard))
                .isEqualTo(LogSpec.of("json-file", Map.of("max-size", "1m", "max-file", "3")));
        assertThat(new LogSpec("none", Map.of()).over(standard).options()).isEmpty();
    }

    @Test
    void tagsAreTemplates() {
        assertThat(tag("{{.Name}}/{{.ImageName}}:{{ .ID }}"))
                .isEqualTo("web/registry/app:2:a1b2c3d4e5f6");
        assertThat(tag("{{.ImageID}} {{upper .Name}} {{index .ContainerLabels \"team\"}}"))
                .isEqualTo("0123456789ab WEB blue");
        assertThat(LogAttributes.tag(LogSpec.STANDARD, SUBJECT)).isEqualTo("a1b2c3d4e5f6");
        assertRefused("json-file", Map.of("tag", "{{.Foo}}"), "can't evaluate field Foo");
        assertRefused("json-file", Map.of("tag", "{{.Name"), "unclosed action");
        assertRefused("json-file", Map.of("tag", "{{if .Name}}x{{end}}"), "not supported");
    }

    private static String tag(String template) {
        return LogAttributes.tag(LogSpec.of("json-file", Map.of("tag", template)), SUBJECT);
    }

    @Test
    void detailsAreTheLabelsAndVariablesThatWereChosen() {
        LogSpec spec =
                LogSpec.of(
                        "json-file",
                        Map.of(
                                "labels", "team,absent",
                                "labels-regex", "^ti",
                                "env", "VERSION",
                                "tag", "{{.Name}}"));
        assertThat(LogAttributes.details(spec, SUBJECT))
                .isEqualTo(Map.of("team", "blue", "tier", "web app", "VERSION", "7", "tag", "web"));
        assertThat(LogAttributes.details(LogSpec.STANDARD, SUBJECT)).isEmpty();
    }
}
