package dev.gantry.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagsTest {
    private static Options options(String... arguments) {
        return Options.of(Flags.parse(List.of(arguments)), "1.0");
    }

    @Test
    void nothingGivenIsTheUsual() {
        Options options = options();
        assertThat(options.hosts()).isEmpty();
        assertThat(options.engine().dataRoot()).isEqualTo(Path.of("/var/lib/gantry"));
        assertThat(options.engine().networks().bridge()).isEqualTo("gantry0");
        assertThat(options.pidFile()).isEqualTo(Path.of("/run/gantry/gantryd.pid"));
        assertThat(options.tls()).isNull();
        assertThat(options.logLevel()).isEqualTo("info");
    }

    @Test
    void hostsMayBeRepeatedAndSpelledShort() {
        assertThat(options("-H", "unix:///a", "-H=unix:///b", "--host=tcp://127.0.0.1:1").hosts())
                .hasSize(3)
                .startsWith(
                        new ListenAddress.Unix(Path.of("/a")),
                        new ListenAddress.Unix(Path.of("/b")));
    }

    @Test
    void debugIsALogLevel() {
        assertThat(options("-D", "-l", "error").logLevel()).isEqualTo("debug");
    }

    @Test
    void runtimesHaveNamesAndPaths() {
        assertThat(options("--add-runtime", "my=/opt/my").engine().runtimes())
                .containsEntry("my", Path.of("/opt/my"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --nosuch                  | unknown flag: --nosuch
                    -x                        | unknown shorthand flag: 'x' in -x
                    --data-root               | flag needs an argument: --data-root
                    run                       | "gantryd" accepts no arguments: run
                    --userns-remap=x          | --userns-remap=x: not supported
                    --debug=perhaps           | invalid argument "perhaps" for "--debug" flag
                    -Hfd://                   | sockets of systemd are not supported
                    -Hfoo://x                 | invalid bind address format: foo://x
                    -Htcp://0.0.0.0:2375      | would be root here
                    --storage-driver=btrfs    | the storage driver of this version of Gantry is overlay2
                    --log-driver=splunk       | the log driver splunk
                    --tlsverify               | TLS needs --tlscert
                    --live-restore=false      | containers always go on
                    --log-level=loud          | invalid logging level: loud
                    --registry-mirror=ftp://x | invalid mirror
                    --add-runtime=x           | it is written as name=path
                    --userland-proxy          | the kernel forwards published ports
                    --exec-opt=native.cgroupdriver=systemd | the one option of this version of Gantry
                    """)
    void whatMakesNoSenseIsRefused(String argument, String message) {
        assertThatThrownBy(() -> options(argument))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void helpHasEveryFlag() {
        assertThat(Stream.concat(Flags.WITH_VALUE.stream(), Flags.SWITCHES.stream()))
                .allSatisfy(name -> assertThat(Help.TEXT).contains("--" + name + " "));
    }

    @Test
    void withoutAuthorityNobodyElseIsLetIn() {
        assertThatThrownBy(
                        () -> options("--tls", "--tlscert=c", "--tlskey=k", "-Htcp://0.0.0.0:2376"))
                .hasMessageContaining("would be root here");
        assertThat(
                        options(
                                        "--tlsverify",
                                        "--tlscacert=a",
                                        "--tlscert=c",
                                        "--tlskey=k",
                                        "-Htcp://0.0.0.0")
                                .hosts())
                .containsExactly(
                        new ListenAddress.Tcp(new java.net.InetSocketAddress("0.0.0.0", 2376)));
    }

    @Test
    void whatIsDoneAnywayMayBeSaid() {
        Options options =
                options("--userland-proxy=false", "--exec-opt", "native.cgroupdriver=cgroupfs");
        assertThat(options).isEqualTo(options());
    }

    @Test
    void theFileAddsToTheCommandLine() {
        Flags flags =
                ConfigFile.merged(
                        Flags.parse(List.of("-D")),
                        Path.of("daemon.json"),
                        """
                        {"data-root": "/d", "insecure-registries": ["a:5000", "b"],
                         "runtimes": {"my": {"path": "/opt/my"}}, "tls": false}
                        """);
        Options options = Options.of(flags, "1.0");
        assertThat(options.engine().dataRoot()).isEqualTo(Path.of("/d"));
        assertThat(options.engine().registries().insecure())
                .containsExactlyInAnyOrder("a:5000", "b");
        assertThat(options.engine().runtimes()).containsEntry("my", Path.of("/opt/my"));
        assertThat(options.logLevel()).isEqualTo("debug");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"bip": "10.0.0.1/8"}  | the following directives are specified both as a flag and in the configuration file: bip
                    {"iptables": false}    | iptables in daemon.json: not supported
                    {"storage-opts": []}   | storage-opts in daemon.json: not supported
                    {"exec-opt": ["x=y"]}  | unknown flag: exec-opt in daemon.json
                    {"nosuch": 1}          | unknown flag: nosuch in daemon.json
                    {"host": "unix:///x"}  | unknown flag: host in daemon.json
                    []                     | is no JSON object
                    {                      | unable to configure the daemon with file daemon.json
                    {"runtimes":{"a":{}}}  | a runtime is {"path": …} and nothing else
                    """)
    void theFileIsReadStrictly(String text, String message) {
        Flags flags = Flags.parse(List.of("--bip", "10.1.0.1/16"));
        assertThatThrownBy(() -> ConfigFile.merged(flags, Path.of("daemon.json"), text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }
}
