package dev.gantry.host.runtime;

import dev.gantry.base.Json;
import dev.gantry.linux.Seccomp;
import dev.gantry.oci.Digest;
import dev.gantry.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The seccomp part of configurations. Compiling a policy costs crun 20 ms for each container, so
/// each distinct one is compiled once and kept.
final class SeccompPrograms {
    private final Path directory;
    private final Map<Digest, String> compiled = new ConcurrentHashMap<>();

    SeccompPrograms(Path directory) {
        this.directory = directory;
    }

    /// @param takesPrograms whether the runtime loads a compiled filter
    Bundle.SeccompPart part(SeccompChoice choice, List<String> capabilities, boolean takesPrograms)
            throws IOException, InterruptedException {
        SeccompProfile profile =
                switch (choice) {
                    case SeccompChoice.Unconfined() -> null;
                    case SeccompChoice.Default() -> SeccompProfile.byDefault();
                    case SeccompChoice.Custom(SeccompProfile own) -> own;
                };
        if (profile == null) {
            return new Bundle.SeccompPart.None();
        }
        SeccompFilter filter =
                profile.at(
                        new SeccompProfile.Place(
                                capabilities,
                                Platform.current().architecture(),
                                SeccompProfile.Kernel.of(System.getProperty("os.version"))));
        boolean canNotify =
                filter.rules().stream()
                        .anyMatch(rule -> rule.action() == SeccompFilter.Action.NOTIFY);
        if (!takesPrograms || canNotify || !filter.flags().isEmpty() || !Seccomp.isAvailable()) {
            return new Bundle.SeccompPart.Policy(filter);
        }
        return new Bundle.SeccompPart.Program(program(filter));
    }

    private String program(SeccompFilter filter) throws IOException, InterruptedException {
        Digest key = Digest.of(Json.bytes(filter.toOci()));
        String known = compiled.get(key);
        if (known == null) {
            known = readOrCompile(key, filter);
            compiled.put(key, known);
        }
        return known;
    }

    private String readOrCompile(Digest key, SeccompFilter filter)
            throws IOException, InterruptedException {
        Path file = directory.resolve(key.hex());
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            String base64 = Base64.getEncoder().encodeToString(compile(filter));
            Files.createDirectories(directory);
            Path stage = Files.createTempFile(directory, "new-", "");
            Files.writeString(stage, base64);
            Files.move(stage, file, StandardCopyOption.ATOMIC_MOVE);
            return base64;
        }
    }

    private static byte[] compile(SeccompFilter filter) throws IOException, InterruptedException {
        try (Seccomp program =
                Seccomp.open(action(filter.defaultAction(), filter.defaultErrno()))) {
            filter.architectures().stream().skip(1).forEach(program::addArchitecture);
            for (SeccompFilter.Rule rule : filter.rules()) {
                for (String name : rule.names()) {
                    program.add(
                            action(rule.action(), rule.errno()),
                            name,
                            rule.arguments().stream().map(SeccompPrograms::comparison).toList());
                }
            }
            return program.export();
        }
    }

    private static Seccomp.Comparison comparison(SeccompFilter.Argument argument) {
        return new Seccomp.Comparison(
                argument.index(),
                operator(argument.operator()),
                argument.value(),
                argument.valueTwo());
    }

    private static int operator(SeccompFilter.Operator operator) {
        return switch (operator) {
            case NE -> 1;
            case LT -> 2;
            case LE -> 3;
            case EQ -> 4;
            case GE -> 5;
            case GT -> 6;
            case MASKED_EQ -> 7;
        };
    }

    /// libseccomp's numbers (seccomp.h); EPERM where a rule does not say.
    private static int action(
            SeccompFilter.Action action, @org.jspecify.annotations.Nullable Integer errno) {
        return switch (action) {
            case KILL, KILL_THREAD -> 0;
            case KILL_PROCESS -> 0x8000_0000;
            case TRAP -> 0x0003_0000;
            case ERRNO -> 0x0005_0000 | (errno == null ? 1 : errno);
            case TRACE -> 0x7FF0_0000 | (errno == null ? 1 : errno);
            case LOG -> 0x7FFC_0000;
            case ALLOW -> 0x7FFF_0000;
            case NOTIFY -> 0x7FC0_0000;
        };
    }
}
