package dev.gantry.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.host.runtime.SeccompFilter.Action;
import dev.gantry.host.runtime.SeccompFilter.Operator;
import dev.gantry.host.runtime.SeccompProfile.Kernel;
import dev.gantry.host.runtime.SeccompProfile.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeccompProfileTest {
    private static final Kernel KERNEL = new Kernel(6, 1);

    @Test
    void byDefaultThreeCallsAreAllowedByArgument() {
        SeccompFilter filter = byDefault(DockerDefaults.CAPABILITIES);

        assertThat(filter.defaultAction()).isEqualTo(Action.ERRNO);
        assertThat(filter.defaultErrno()).isEqualTo(1);
        assertThat(filter.architectures())
                .containsExactly("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");
        assertThat(
                        filter.rules().stream()
                                .filter(rule -> !rule.arguments().isEmpty())
                                .flatMap(rule -> rule.names().stream())
                                .distinct())
                .containsExactlyInAnyOrder("clone", "personality", "socket");
        assertThat(unconditional(filter))
                .hasSize(367)
                .contains("read", "chroot", "ptrace", "arch_prctl")
                .doesNotContain("io_uring_setup", "bpf", "keyctl", "mount", "userfaultfd");
        assertThat(filter.rules())
                .contains(new SeccompFilter.Rule(List.of("clone3"), Action.ERRNO, 38, List.of()));
    }

    @Test
    void aCapabilityBringsItsCalls() {
        List<String> capabilities = new ArrayList<>(DockerDefaults.CAPABILITIES);
        capabilities.add("CAP_SYS_ADMIN");
        SeccompFilter filter = byDefault(capabilities);

        assertThat(unconditional(filter)).contains("mount", "clone", "clone3", "bpf");
        assertThat(filter.rules())
                .noneMatch(rule -> rule.names().contains("clone") && !rule.arguments().isEmpty())
                .noneMatch(rule -> rule.action() == Action.ERRNO);
    }

    @Test
    void withoutACapabilityItsCallsAreGone() {
        assertThat(unconditional(byDefault(List.of()))).doesNotContain("chroot");
    }

    @Test
    void everySocketFamilyButTwoIsAllowedWhateverTheUpperBits() {
        List<SeccompFilter.Rule> sockets =
                byDefault(List.of()).rules().stream()
                        .filter(rule -> rule.names().contains("socket"))
                        .toList();
        for (long family = 0; family < 46; family++) {
            for (long upper : new long[] {0, 1L << 32, 0xffffffffL << 32}) {
                long argument = family | upper;
                assertThat(sockets.stream().anyMatch(rule -> matches(rule, argument)))
                        .as("family %d", argument)
                        .isEqualTo(family != 38 && family != 40);
            }
        }
    }

    @Test
    void anotherArchitectureHasItsOwnRules() {
        SeccompFilter filter = SeccompProfile.byDefault().at(new Place(List.of(), "arm64", KERNEL));
        assertThat(filter.architectures()).containsExactly("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM");
        assertThat(unconditional(filter)).contains("sync_file_range2").doesNotContain("arch_prctl");
    }

    @Test
    void aProfileFileIsReadAsDockerReadsIt() throws JsonException {
        SeccompProfile profile =
                parse(
                        """
                        {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"],
                         "syscalls": [
                          {"name": "mkdir", "action": "SCMP_ACT_ERRNO", "errnoRet": 13},
                          {"names": ["ptrace"], "action": "SCMP_ACT_KILL",
                           "includes": {"minKernel": "6.2"}},
                          {"names": ["dup2"], "action": "SCMP_ACT_LOG", "args":
                           [{"index": 1, "value": 18446744073709551615, "op": "SCMP_CMP_EQ"}]}]}
                        """);
        SeccompFilter filter = profile.at(new Place(List.of(), "amd64", KERNEL));

        assertThat(filter.defaultErrno()).isNull();
        assertThat(filter.architectures()).containsExactly("SCMP_ARCH_X86_64");
        assertThat(filter.rules())
                .containsExactly(
                        new SeccompFilter.Rule(List.of("mkdir"), Action.ERRNO, 13, List.of()),
                        new SeccompFilter.Rule(
                                List.of("dup2"),
                                Action.LOG,
                                null,
                                List.of(new SeccompFilter.Argument(1, -1, 0, Operator.EQ))));
        assertThat(Json.print(filter.toOci()))
                .contains("\"value\":18446744073709551615,\"valueTwo\":0");
    }

    @Test
    void aProfileThatIsNotUnderstoodIsRefused() {
        assertThatThrownBy(() -> parse("{}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> parse("[]")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> parse("{\"defaultAction\":\"SCMP_ACT_DENY\"}"))
                .hasMessageContaining("SCMP_ACT_DENY");
        assertThatThrownBy(() ->
                        parse(
                                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":"
                                        + "[{\"names\":[7],\"action\":\"SCMP_ACT_ALLOW\"}]}"))
                .hasMessageContaining("names");
        assertThatThrownBy(() ->
                        parse(
                                "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":"
                                        + "[{\"names\":[\"a\"],\"action\":\"SCMP_ACT_ALLOW\","
                                        + "\"includes\":{\"minKernel\":\"x.y\"}}]}"))
                .isInstanceOf(JsonException.class);
    }

    private static SeccompFilter byDefault(List<String> capabilities) {
        return SeccompProfile.byDefault().at(new Place(capabilities, "amd64", KERNEL));
    }

    private static List<String> unconditional(SeccompFilter filter) {
        return filter.rules().stream()
                .filter(rule -> rule.arguments().isEmpty() && rule.action() == Action.ALLOW)
                .flatMap(rule -> rule.names().stream())
                .toList();
    }

    private static boolean matches(SeccompFilter.Rule rule, long value) {
        return rule.arguments().stream().allMatch(a -> (value & a.value()) == a.valueTwo());
    }

    private static SeccompProfile parse(String text) throws JsonException {
        return SeccompProfile.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
