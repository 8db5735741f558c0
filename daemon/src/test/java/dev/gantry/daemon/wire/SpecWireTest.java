package dev.gantry.daemon.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.engine.Engine;
import dev.gantry.engine.EngineException;
import dev.gantry.engine.container.ContainerMounts;
import dev.gantry.engine.container.ContainerSpec;
import dev.gantry.engine.log.LogSpec;
import dev.gantry.engine.network.PortRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecWireTest {
    private static final HostDefaults HOST =
            new HostDefaults(
                    "runc",
                    "host",
                    2,
                    new HostDefaults.Kernel(false, true, true, true, false, false, "0"),
                    Engine.ContainerDefaults.STANDARD,
                    LogSpec.STANDARD);
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final SpecWire.Lookup LOOKUP =
            new SpecWire.Lookup(
                    _ -> Set.of("90/udp"),
                    name -> name.equals("db") ? Optional.of(ID) : Optional.empty());

    private static SpecWire.Parsed parse(String body) throws JsonException {
        return SpecWire.parse(Json.parse(body), ApiVersion.NEWEST, HOST, LOOKUP);
    }

    private static ContainerSpec host(String fields) throws JsonException {
        return parse("{\"Image\":\"busybox\",\"HostConfig\":{%s}}".formatted(fields)).spec();
    }

    @Test
    void onlyAnImageIsEnough() throws JsonException {
        ContainerSpec spec = parse("{\"Image\":\"busybox\"}").spec();
        assertThat(spec.network().mode()).isEqualTo("bridge");
        assertThat(spec.restart()).isEqualTo(new ContainerSpec.Restart("no", 0));
        assertThat(spec.limits().runtime()).isEqualTo("runc");
        assertThat(spec.namespaces().shmSize()).isEqualTo(64 << 20);
        assertThat(spec.process().cmd()).isNull();
    }

    @Test
    void aCommandMayBeOneWord() throws JsonException {
        assertThat(parse("{\"Image\":\"x\",\"cmd\":\"ls\"}").spec().process().cmd())
                .containsExactly("ls");
    }

    @Test
    void bindsAreTakenApart() throws JsonException {
        assertThat(host("\"Binds\":[\"/a/../b:/x:ro,rshared\"]").mounts().binds())
                .containsExactly(
                        new ContainerMounts.Bind(
                                "/b",
                                "/x",
                                ContainerMounts.Access.READ_ONLY,
                                "rshared",
                                false,
                                true,
                                "ro,rshared"));
    }

    @Test
    void mountsOfTypeBindAreNotCreated() throws JsonException {
        String mount =
                "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/a\",\"Target\":\"/x\",\"ReadOnly\":true}]";
        assertThat(host(mount).mounts().binds())
                .containsExactly(
                        new ContainerMounts.Bind(
                                "/a",
                                "/x",
                                ContainerMounts.Access.READ_ONLY,
                                "",
                                false,
                                false,
                                ""));
    }

    @Test
    void volumesAreNamedOrNot() throws JsonException {
        ContainerMounts mounts =
                parse(
                                """
                                {"Image":"x","Volumes":{"/declared":{}},"HostConfig":{
                                 "Binds":["data:/x:ro,nocopy","/y"],"VolumesFrom":["other:ro"],
                                 "Mounts":[{"Type":"volume","Source":"v","Target":"/z",
                                  "VolumeOptions":{"Subpath":"a/b"}},
                                  {"Type":"image","Source":"i","Target":"/i"}]}}
                                """)
                        .spec()
                        .mounts();
        ContainerMounts.Making plain = ContainerMounts.Making.PLAIN;
        assertThat(mounts.volumes())
                .containsExactly(
                        new ContainerMounts.Volume(
                                "data", "/x", true, true, "", "ro,nocopy", plain),
                        new ContainerMounts.Volume("", "/y", false, false, "", "", plain),
                        new ContainerMounts.Volume("v", "/z", false, false, "a/b", "z", plain));
        assertThat(mounts.images()).containsExactly(new ContainerMounts.Image("i", "/i", ""));
        assertThat(mounts.from()).containsExactly(new ContainerMounts.From("other", "ro"));
        assertThat(mounts.declared()).containsExactly("/declared");
    }

    @Test
    void portsArePublished() throws JsonException {
        String ports =
                "\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8080\"}]}";
        assertThat(host(ports).network().ports())
                .containsExactly(new PortRequest(80, "tcp", "127.0.0.1", 8080, 8080));
    }

    @Test
    void allExposedPortsArePublishedWhenAskedFor() throws JsonException {
        SpecWire.Parsed parsed =
                parse(
                        "{\"Image\":\"x\",\"ExposedPorts\":{\"80\":{}},\"HostConfig\":{\"PublishAllPorts\":true}}");
        assertThat(parsed.spec().network().ports())
                .containsExactlyInAnyOrder(
                        new PortRequest(80, "tcp", "", 0, 0), new PortRequest(90, "udp", "", 0, 0));
    }

    @Test
    void containersInModesAreNamedById() throws JsonException {
        assertThat(host("\"PidMode\":\"container:db\"").namespaces().pid())
                .isEqualTo("container:" + ID);
    }

    @Test
    void swapIsTwiceTheMemoryUnlessSaidOtherwise() throws JsonException {
        assertThat(host("\"Memory\":67108864").limits().memorySwap()).isEqualTo(134217728);
        assertThat(host("\"Memory\":67108864,\"MemorySwap\":-1").limits().memorySwap())
                .isEqualTo(-1);
    }

    @Test
    void portsOfTheHostsNetworkAreDiscardedWithAWarning() throws JsonException {
        SpecWire.Parsed parsed =
                parse(
                        "{\"Image\":\"x\",\"HostConfig\":{\"NetworkMode\":\"host\",\"PortBindings\":{\"80/tcp\":[{}]}}}");
        assertThat(parsed.spec().network().ports()).isEmpty();
        assertThat(parsed.warnings())
                .isEqualTo(List.of("Published ports are discarded when using host network mode"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "Binds":["/a:x"]                        | invalid volume specification: '/a:x': invalid mount config for type "bind": invalid mount path: 'x' mount path must be absolute
                    "Binds":["/a:/x","/b:/x"]               | Duplicate mount point: /x
                    "Binds":["/a:/x:zz"]                    | invalid mode: zz
                    "Mounts":[{"Type":"foo"}]               | invalid mount config for type "foo": field Target must not be empty
                    "Memory":100                            | Minimum memory limit allowed is 6MB
                    "MemorySwap":100                        | You should always set the Memory limit when using Memoryswap limit, see usage
                    "NanoCpus":3000000000                   | range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available
                    "CpusetCpus":"0-5"                      | Requested CPUs are not available - requested 0-5, available: 0-1
                    "RestartPolicy":{"Name":"foo"}          | invalid restart policy: unknown policy 'foo'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'
                    "AutoRemove":true,"RestartPolicy":{"Name":"always"} | can't create 'AutoRemove' container with restart policy
                    "PortBindings":{"80/tcp":[{"HostPort":"abc"}]} | invalid port specification: "abc"
                    "IpcMode":"foo"                         | invalid IPC mode: foo
                    "PidMode":"container:gone"              | No such container: gone
                    "Binds":["v:/x:rshared"]                | invalid volume specification: 'v:/x:rshared': invalid mount config for type "volume": field BindOptions must not be specified
                    "Binds":["/a:/x:nocopy"]                | invalid volume specification: '/a:/x:nocopy': invalid mount config for type "bind": field VolumeOptions must not be specified
                    "Binds":["v:/"]                         | invalid volume specification: 'v:/': invalid mount config for type "volume": invalid specification: destination can't be '/'
                    "Mounts":[{"Type":"volume","Source":"v","Target":"/x","VolumeOptions":{"Subpath":"../y"}}] | invalid mount config for type "volume": subpath must be a relative path within the volume
                    "Mounts":[{"Type":"volume","Target":"/x","VolumeOptions":{"Subpath":"y"}}] | invalid mount config for type "volume": must not set Subpath when using anonymous volumes
                    "VolumesFrom":["a:foo"]                 | invalid mode: foo
                    "SecurityOpt":["foo=bar"]               | invalid --security-opt 2: "foo=bar"
                    "LogConfig":{"Type":"foo"}              | error looking up logging plugin foo: plugin "foo" not found
                    "ExtraHosts":["zzz"]                    | bad format for add-host: "zzz"
                    "CpusetCpus":"0-999999999"              | Invalid value 0-999999999 for cpuset cpus: value of out range, maximum is 8192
                    "CpusetCpus":"1-0"                      | Invalid value 1-0 for cpuset cpus: invalid format: 1-0
                    "CpusetCpus":"0,7"                      | Requested CPUs are not available - requested 0,7, available: 0-1
                    "CpusetMems":"9"                        | Requested memory nodes are not available - requested 9, available: 0
                    "CgroupParent":"/a/../../b"             | invalid cgroup parent (/a/../../b): it must not contain ".."
                    "Annotations":{"run.oci.handler":"x"}   | invalid Annotations: run.oci.handler commands the OCI runtime and is refused
                    "Annotations":{"":"x"}                  | invalid Annotations: the empty string is not permitted as an annotation key
                    "StorageOpt":{"x":"1"}                  | Unknown option x
                    "StorageOpt":{"size":"much"}            | invalid size: 'much'
                    "BlkioWeight":5                         | Range of blkio weight is from 10 to 1000
                    "IOMaximumIOps":5                       | invalid option: QoS maximum IOPs configuration is not supported on linux
                    "CpuRealtimePeriod":10,"CpuRealtimeRuntime":20 | cpu real-time runtime cannot be higher than cpu real-time period
                    "DeviceRequests":[{"Capabilities":[["gpu","x"]]}] | could not select device driver "" with capabilities: [[gpu x]]
                    "DeviceRequests":[{"Driver":"cdi","Count":1}] | unexpected count in CDI device request
                    "OomScoreAdj":5000                      | Invalid value 5000, range for oom score adj is [-1000, 1000]
                    """)
    void whatIsWrongIsToldInDockersWords(String fields, String message) {
        assertThatThrownBy(() -> host(fields))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.INVALID))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "Links":["a:b"]                            | links
                    "LogConfig":{"Type":"splunk"}              | the log driver splunk
                    "LogConfig":{"Type":"syslog","Config":{"syslog-tls-key":"k"}} | the log option syslog-tls-key
                    "Mounts":[{"Type":"cluster","Target":"/x"}] | mounts of type cluster
                    """)
    void whatIsNotBuiltIsRefusedByName(String fields, String option) {
        assertThatThrownBy(() -> host(fields))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.UNSUPPORTED))
                .hasMessageStartingWith(option + ": not supported");
    }

    @Test
    void wrongTypesNameTheField() {
        assertThatThrownBy(() -> host("\"Memory\":\"5\""))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("HostConfig.Memory of type int64");
    }

    @Test
    void theHostsPartIsEchoedWithDefaults() throws JsonException {
        String echo =
                Json.print(
                        HostConfigEcho.hostConfig(
                                host("\"Memory\":67108864,\"CapAdd\":[\"net_admin\"]")));
        assertThat(echo)
                .startsWith(
                        "{\"Binds\":null,\"ContainerIDFile\":\"\",\"LogConfig\":{\"Type\":\"json-file\"")
                .contains("\"NetworkMode\":\"bridge\"")
                .contains("\"CapAdd\":[\"net_admin\"]")
                .contains("\"Memory\":67108864")
                .contains("\"MemorySwap\":134217728")
                .contains("\"Runtime\":\"runc\"")
                .doesNotContain("Tmpfs", "\"Mounts\"", "Init\"");
    }

    @Test
    void sizesHaveUnits() throws JsonException {
        assertThat(host("\"StorageOpt\":{\"size\":\"1.5G\"}").limits().storageSize())
                .isEqualTo(1_610_612_736L);
        assertThat(host("\"StorageOpt\":{\"size\":\"7\"}").limits().storageSize()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"39,shareable", "40,private", "51,private"})
    void olderVersionsShareMemoryByDefault(int minor, String mode) throws JsonException {
        ContainerSpec spec =
                SpecWire.parse(
                                Json.parse(
                                        "{\"Image\":\"x\",\"HostConfig\":{\"Annotations\":{\"a\":\"b\"}}}"),
                                new ApiVersion(1, minor),
                                HOST,
                                LOOKUP)
                        .spec();
        assertThat(spec.namespaces().ipc()).isEqualTo(mode);
        assertThat(spec.annotations().isEmpty()).isEqualTo(minor < 43);
    }
}
