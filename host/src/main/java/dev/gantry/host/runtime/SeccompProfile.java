package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A system call policy as Docker's profile files write it: rules that hold only with or without
/// certain capabilities, on certain architectures, from a certain kernel on.
public record SeccompProfile(
        SeccompFilter.Action defaultAction,
        @Nullable Integer defaultErrno,
        List<String> architectures,
        Map<String, List<String>> subArchitectures,
        List<String> flags,
        List<ConditionalRule> rules) {
    public SeccompProfile {
        architectures = List.copyOf(architectures);
        subArchitectures = Map.copyOf(subArchitectures);
        flags = List.copyOf(flags);
        rules = List.copyOf(rules);
    }

    /// A rule that holds when all of `includes` and none of `excludes` is so.
    public record ConditionalRule(
            SeccompFilter.Rule rule, Condition includes, Condition excludes) {}

    /// @param minKernel `null` for none
    public record Condition(
            List<String> capabilities, List<String> architectures, @Nullable Kernel minKernel) {
        public static final Condition NONE = new Condition(List.of(), List.of(), null);

        public Condition {
            capabilities = List.copyOf(capabilities);
            architectures = List.copyOf(architectures);
        }
    }

    /// The first two numbers of a kernel's version.
    public record Kernel(int version, int patchLevel) {
        /// @param release as `uname -r` prints it, or `4.8`
        public static Kernel of(String release) {
            String[] parts = release.split("[.\\-+]", 3);
            if (parts.length < 2) {
                throw new IllegalArgumentException("not a kernel version: " + release);
            }
            return new Kernel(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        boolean isAtLeast(Kernel other) {
            return version > other.version
                    || (version == other.version && patchLevel >= other.patchLevel);
        }
    }

    /// Where a policy is to hold.
    ///
    /// @param architecture as Go names it: `amd64`, `arm64`
    public record Place(Collection<String> capabilities, String architecture, Kernel kernel) {
        private static final Map<String, String> LIBSECCOMP_NAMES =
                Map.of("amd64", "SCMP_ARCH_X86_64", "arm64", "SCMP_ARCH_AARCH64");

        String libseccompName() {
            return LIBSECCOMP_NAMES.getOrDefault(architecture, "SCMP_ARCH_NATIVE");
        }
    }

    /// The policy that holds when nobody asks for another.
    public static SeccompProfile byDefault() {
        return Defaults.PROFILE;
    }

    /// @throws JsonException naming what is wrong with it
    public static SeccompProfile parse(byte[] text) throws JsonException {
        return SeccompProfileText.parse(Json.parse(text));
    }

    SeccompFilter at(Place place) {
        List<SeccompFilter.Rule> holding =
                rules.stream()
                        .filter(rule -> holds(rule, place))
                        .map(ConditionalRule::rule)
                        .toList();
        return new SeccompFilter(
                defaultAction, defaultErrno, architecturesAt(place), flags, holding);
    }

    private List<String> architecturesAt(Place place) {
        List<String> others = subArchitectures.get(place.libseccompName());
        if (others == null) {
            return architectures;
        }
        List<String> all = new ArrayList<>();
        all.add(place.libseccompName());
        all.addAll(others);
        return all;
    }

    private static boolean holds(ConditionalRule rule, Place place) {
        Condition includes = rule.includes();
        Condition excludes = rule.excludes();
        boolean included =
                place.capabilities().containsAll(includes.capabilities())
                        && (includes.architectures().isEmpty()
                                || includes.architectures().contains(place.architecture()))
                        && (includes.minKernel() == null
                                || place.kernel().isAtLeast(includes.minKernel()));
        boolean excluded =
                excludes.capabilities().stream().anyMatch(place.capabilities()::contains)
                        || excludes.architectures().contains(place.architecture())
                        || (excludes.minKernel() != null
                                && place.kernel().isAtLeast(excludes.minKernel()));
        return included && !excluded;
    }

    private static final class Defaults {
        static final SeccompProfile PROFILE = read();

        private static SeccompProfile read() {
            try (InputStream in =
                    SeccompProfile.class.getResourceAsStream("seccomp-default.json")) {
                if (in == null) {
                    throw new IllegalStateException("seccomp-default.json is not in the program");
                }
                return parse(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
