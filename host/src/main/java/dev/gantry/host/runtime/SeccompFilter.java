package dev.gantry.host.runtime;

import dev.gantry.base.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A system call policy with every condition decided: what `linux.seccomp` of an OCI configuration
/// says, and what is compiled to a filter program.
///
/// @param defaultErrno what {@link Action#ERRNO} answers where a rule does not say; `null` is EPERM
/// @param architectures names such as `SCMP_ARCH_X86_64`, the native one first
public record SeccompFilter(
        Action defaultAction,
        @Nullable Integer defaultErrno,
        List<String> architectures,
        List<String> flags,
        List<Rule> rules) {
    public SeccompFilter {
        architectures = List.copyOf(architectures);
        flags = List.copyOf(flags);
        rules = List.copyOf(rules);
    }

    /// What happens to a call; names as in libseccomp, after `SCMP_ACT_`.
    public enum Action {
        KILL,
        KILL_PROCESS,
        KILL_THREAD,
        TRAP,
        ERRNO,
        TRACE,
        ALLOW,
        LOG,
        NOTIFY;

        String ociName() {
            return "SCMP_ACT_" + name();
        }
    }

    /// How an argument is compared; names as in libseccomp, after `SCMP_CMP_`.
    public enum Operator {
        NE,
        LT,
        LE,
        EQ,
        GE,
        GT,
        MASKED_EQ;

        String ociName() {
            return "SCMP_CMP_" + name();
        }
    }

    /// Arguments compared must all match. Names the kernel or libseccomp does not know are passed
    /// over.
    public record Rule(
            List<String> names, Action action, @Nullable Integer errno, List<Argument> arguments) {
        public Rule {
            names = List.copyOf(names);
            arguments = List.copyOf(arguments);
        }
    }

    /// @param value unsigned; the mask, for {@link Operator#MASKED_EQ}
    /// @param valueTwo what is expected under the mask
    public record Argument(int index, long value, long valueTwo, Operator operator) {}

    /// As `linux.seccomp` of an OCI configuration.
    JsonValue.Obj toOci() {
        JsonValue.Builder seccomp =
                JsonValue.object().put("defaultAction", defaultAction.ociName());
        if (defaultErrno != null) {
            seccomp.put("defaultErrnoRet", defaultErrno);
        }
        if (!architectures.isEmpty()) {
            seccomp.put("architectures", architectures);
        }
        if (!flags.isEmpty()) {
            seccomp.put("flags", flags);
        }
        List<JsonValue> calls = rules.stream().map(SeccompFilter::toOci).toList();
        return seccomp.put("syscalls", calls).build();
    }

    private static JsonValue toOci(Rule rule) {
        JsonValue.Builder call =
                JsonValue.object().put("names", rule.names).put("action", rule.action.ociName());
        if (rule.errno != null) {
            call.put("errnoRet", rule.errno);
        }
        if (!rule.arguments.isEmpty()) {
            call.put("args", rule.arguments.stream().map(SeccompFilter::toOci).toList());
        }
        return call.build();
    }

    private static JsonValue toOci(Argument argument) {
        return JsonValue.object()
                .put("index", argument.index)
                .put("value", new JsonValue.Num(Long.toUnsignedString(argument.value)))
                .put("valueTwo", new JsonValue.Num(Long.toUnsignedString(argument.valueTwo)))
                .put("op", argument.operator.ociName())
                .build();
    }
}
