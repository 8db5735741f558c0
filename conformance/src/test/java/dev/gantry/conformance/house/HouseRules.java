package dev.gantry.conformance.house;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The rules that class files can tell. A rule says what to use instead.
///
/// @param root the package all rooms are in; the bad examples have a house of their own
record HouseRules(String root) {
    /// Which modules a module may use, besides itself. Whoever needs an arrow that is not here
    /// writes a decision record first.
    static final Map<String, Set<String>> MODULES =
            Map.ofEntries(
                    Map.entry("base", Set.of()),
                    Map.entry("linux", Set.of()),
                    Map.entry("oci", Set.of("base")),
                    Map.entry("http", Set.of("base")),
                    Map.entry("host", Set.of("base", "oci", "linux")),
                    Map.entry("engine", Set.of("base", "oci", "host")),
                    Map.entry("build", Set.of("base", "oci", "http", "host", "engine")),
                    Map.entry("api", Set.of("base", "oci", "http")),
                    Map.entry(
                            "daemon",
                            Set.of("base", "oci", "http", "host", "engine", "build", "api")),
                    Map.entry("compose", Set.of("base", "api")),
                    Map.entry("cli", Set.of("base", "api", "compose", "linux", "oci")),
                    Map.entry("hub", Set.of("base", "oci", "http")),
                    Map.entry("embedded", Set.of("base", "api", "compose", "daemon")));

    /// Rooms that must not know each other though they share a module: from, to.
    private static final Map<String, List<String>> STRANGERS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry(
                                    "host.storage",
                                    List.of("host.runtime", "host.network", "host.log")),
                            Map.entry(
                                    "host.log",
                                    List.of("host.storage", "host.runtime", "host.network")),
                            Map.entry(
                                    "host.runtime",
                                    List.of("host.storage", "host.network", "host.log")),
                            Map.entry(
                                    "host.network",
                                    List.of("host.storage", "host.runtime", "host.log")),
                            Map.entry(
                                    "oci.layer",
                                    List.of("oci.blob", "oci.registry", "oci.archive")),
                            Map.entry("oci.blob", List.of("oci.registry", "oci.archive")),
                            Map.entry("oci.archive", List.of("oci.registry")),
                            Map.entry("oci.registry", List.of("oci.archive")),
                            Map.entry("daemon.wire", List.of("daemon.route", "http")),
                            Map.entry(
                                    "engine.network", List.of("engine.container", "engine.image")),
                            Map.entry(
                                    "engine.image", List.of("engine.container", "engine.network")),
                            Map.entry("engine.state", List.of("engine.container", "engine.image")),
                            Map.entry("cli.value", List.of("cli.command", "cli.format")),
                            Map.entry("cli.format", List.of("cli.command", "api")),
                            Map.entry("cli.create", List.of("cli.container", "api.client")),
                            Map.entry("cli.image", List.of("cli.container")),
                            Map.entry("cli.volume", List.of("cli.container", "cli.copy")),
                            Map.entry("cli.command", List.of("oci")),
                            Map.entry("cli.copy", List.of("cli.container", "cli.image"))));

    /// The only classes that write to the program's own outputs.
    private static final Set<String> MAINS =
            Set.of("daemon.Main", "cli.Main", "cli.StandardOutput", "cli.Rehearsal");

    /// Code that waits for time itself to pass: pauses before another attempt, deadlines, pacing.
    /// Tests that have to be slow say so here too.
    private static final Set<String> SLEEPERS =
            Set.of(
                    "base.Failpoint", // a test asked for a pause at this point
                    "cli.container.StatsCommand", // repaints at an even pace
                    "cli.terminal.Screen", // the daemon makes a terminal a moment after the start
                    "daemon.route.StatsRoute", // a sample a second, as asked for
                    "engine.container.HealthChecks", // the interval of a health check
                    "engine.container.Lifecycle", // a restart policy's delay
                    "engine.container.LogTender", // looks at the sizes of logs now and then
                    "engine.container.Sampler", // measures use over a span of time
                    "engine.log.Shipper", // before the next attempt
                    "host.runtime.LogRotator", // conmon reopens its log without telling
                    "http.HttpServer", // no descriptors left: accept again a moment later
                    "oci.registry.Bodies", // a body that must not be slower than so
                    "oci.registry.Patience", // before the next attempt
                    "oci.registry.RegistryTest", // a registry that answers late
                    "oci.registry.FetchTest", // a registry that stops sending
                    "oci.registry.FlakyRegistry", // a registry that is slow
                    "conformance.SlowKeys", // a person who types
                    "conformance.Gantryd", // asks a process until it answers
                    "conformance.HealthTest", // asks a daemon until it is so
                    "conformance.LogsTest", // asks a daemon until it is so
                    "conformance.Reference", // asks a process until it answers
                    "conformance.RestartTest"); // lets lines be written while nobody is there

    /// Rooms that work on trees containers and images can change, and who in them may use paths:
    /// those reach our own directories around the trees, never into them.
    private static final Set<String> PATH_USERS =
            Set.of(
                    "host.storage.InitLayers",
                    "host.storage.LayerStore",
                    "host.storage.LayerLayout",
                    "host.storage.RootView",
                    "host.storage.Snapshots",
                    "host.storage.SnapshotLayout",
                    "host.storage.StagedMounts",
                    "host.storage.VolumeStore",
                    "host.storage.VolumeLayout");

    private static final int BASE_TYPES = 12;

    /// All rules on what ships.
    Map<String, ArchRule> onShippedCode() {
        Map<String, ArchRule> rules = new TreeMap<>();
        rules.put("arrows", arrows());
        rules.put("strangers", strangers());
        rules.put("cycles of modules", cyclesOfModules());
        rules.put("cycles of packages", cyclesOfPackages());
        rules.put("null-marking", nullMarking());
        rules.put("foreign functions", foreignFunctions());
        rules.put("terminal only", terminalOnly());
        rules.put("container trees", containerTrees());
        rules.put("own outputs", ownOutputs());
        rules.put("sleeping", sleeping());
        rules.put("plain threads", plainThreads());
        rules.put("processes", processes());
        rules.put("one scoped value", oneScopedValue());
        rules.put("names", names());
        rules.put("base is closed", baseIsClosed());
        return rules;
    }

    /// Modules know only those the table allows them.
    ArchRule arrows() {
        return classes()
                .should(
                        condition(
                                "use only the modules of the table in HouseRules",
                                type ->
                                        type.getDirectDependenciesFromSelf().stream()
                                                .map(dependency -> dependency.getTargetClass())
                                                .filter(target -> !isAllowed(type, target))
                                                .map(target ->
                                                        describe(type, target, "may not use"))))
                .allowEmptyShould(true);
    }

    private boolean isAllowed(JavaClass from, JavaClass to) {
        String user = module(from);
        String used = module(to);
        return user.isEmpty()
                || used.isEmpty()
                || user.equals(used)
                || MODULES.getOrDefault(user, MODULES.keySet()).contains(used);
    }

    /// The first name below the root, or nothing for what is not of this house.
    private String module(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName() + ".";
        int first = root.length() + 1;
        return name.startsWith(root + ".") && name.length() > first
                ? name.substring(first, name.indexOf('.', first))
                : "";
    }

    private static String describe(JavaClass from, JavaClass to, String what) {
        return "%s %s %s".formatted(from.getName(), what, to.getName());
    }

    ArchRule strangers() {
        return classes()
                .should(
                        condition(
                                "not know rooms that are none of their business",
                                type ->
                                        type.getDirectDependenciesFromSelf().stream()
                                                .map(dependency -> dependency.getTargetClass())
                                                .filter(target -> areStrangers(type, target))
                                                .map(target ->
                                                        describe(type, target, "must not know"))))
                .allowEmptyShould(true);
    }

    private boolean areStrangers(JavaClass from, JavaClass to) {
        return STRANGERS.entrySet().stream()
                .anyMatch(entry ->
                        isIn(from, entry.getKey())
                                && entry.getValue().stream().anyMatch(room -> isIn(to, room)));
    }

    private boolean isIn(JavaClass type, String room) {
        String name = type.getBaseComponentType().getPackageName() + ".";
        return name.startsWith("%s.%s.".formatted(root, room));
    }

    ArchRule cyclesOfModules() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);
    }

    /// A front door may stand above its rooms: `Engine` opens them, and they throw what is refused
    /// by the package it stands in.
    ArchRule cyclesOfPackages() {
        DescribedPredicate<JavaClass> frontDoor =
                DescribedPredicate.describe(
                        "the engine's front door",
                        type ->
                                type.getName().startsWith(root + ".engine.Engine")
                                        && !type.getSimpleName().endsWith("Exception"));
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(frontDoor, alwaysTrue())
                .allowEmptyShould(true);
    }

    ArchRule nullMarking() {
        return classes()
                .should(
                        condition(
                                "be in a package whose package-info.java is @NullMarked",
                                type ->
                                        type.getPackage()
                                                        .isAnnotatedWith(
                                                                "org.jspecify.annotations.NullMarked")
                                                ? Stream.of()
                                                : Stream.of(
                                                        type.getName()
                                                                + ": its package has no @NullMarked"
                                                                + " package-info.java")));
    }

    ArchRule foreignFunctions() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("C functions are wrapped in linux, one typed method each")
                .allowEmptyShould(true);
    }

    /// The command line has no business with the kernel but the terminal; only `cp` reaches files
    /// by descriptor, as what a daemon sends must not lead it elsewhere.
    ArchRule terminalOnly() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".cli..")
                .and()
                .resideOutsideOfPackage(root + ".cli.copy..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(root + ".linux..")
                                .and(
                                        DescribedPredicate.describe(
                                                "are not the terminal",
                                                type -> {
                                                    String name = type.getSimpleName();
                                                    return !name.equals("LinuxException")
                                                            && !type.getName()
                                                                    .contains(".Terminal");
                                                })))
                .because("cli uses linux.Terminal and nothing else of it, cli.copy apart")
                .allowEmptyShould(true);
    }

    /// `java.nio.file` and `java.io.File` cannot resolve inside a root.
    ArchRule containerTrees() {
        return noClasses()
                .that(
                        DescribedPredicate.describe(
                                "work on trees that containers can change",
                                type ->
                                        (isIn(type, "host.storage") && !isOneOf(type, PATH_USERS))
                                                || isOneOf(
                                                        type,
                                                        Set.of("engine.container.UserLookup"))))
                .should()
                .dependOnClassesThat(
                        belongToAnyOf(
                                java.nio.file.Files.class,
                                java.io.File.class,
                                java.io.FileInputStream.class,
                                java.io.FileOutputStream.class,
                                java.io.RandomAccessFile.class,
                                java.nio.channels.FileChannel.class))
                .because("only linux.At and host.storage.ContainerTree resolve inside a root")
                .allowEmptyShould(true);
    }

    private boolean isOneOf(JavaClass type, Set<String> names) {
        String name = type.getName();
        int inner = name.indexOf('$');
        String outer = inner < 0 ? name : name.substring(0, inner);
        return outer.startsWith(root + ".") && names.contains(outer.substring(root.length() + 1));
    }

    ArchRule ownOutputs() {
        return noClasses()
                .that(not(MAINS, "are not a program's main"))
                .should(
                        condition(
                                "use System.out or System.err (a logger in daemons, Cli's streams in commands)",
                                type ->
                                        type.getFieldAccessesFromSelf().stream()
                                                .filter(access ->
                                                        access.getTargetOwner()
                                                                        .isEquivalentTo(
                                                                                System.class)
                                                                && Set.of("out", "err")
                                                                        .contains(
                                                                                access.getTarget()
                                                                                        .getName()))
                                                .map(access -> access.getDescription()),
                                true))
                .allowEmptyShould(true);
    }

    ArchRule sleeping() {
        return noClasses()
                .that(not(SLEEPERS, "are not on the list of those who may sleep"))
                .should(
                        condition(
                                "sleep (wait for the event itself, with a deadline)",
                                type ->
                                        type.getMethodCallsFromSelf().stream()
                                                .filter(call ->
                                                        call.getTarget().getName().equals("sleep")
                                                                && (call.getTargetOwner()
                                                                                .isEquivalentTo(
                                                                                        Thread
                                                                                                .class)
                                                                        || call.getTargetOwner()
                                                                                .isAssignableTo(
                                                                                        java.util
                                                                                                .concurrent
                                                                                                .TimeUnit
                                                                                                .class)))
                                                .map(call -> call.getDescription()),
                                true))
                .allowEmptyShould(true);
    }

    ArchRule plainThreads() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.util\\.concurrent\\.(CompletableFuture|CompletionStage|StructuredTaskScope.*|Flow.*)")
                .because("code blocks on virtual threads, and children live inside base.Tasks")
                .allowEmptyShould(true);
    }

    /// The command line knows nothing of `linux` but the terminal, so credential helpers are the
    /// JDK's children there.
    ArchRule processes() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.gantry.cli.auth.CredentialProgram")
                .should()
                .dependOnClassesThat(belongToAnyOf(ProcessBuilder.class))
                .orShould()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "it is Runtime.exec",
                                call ->
                                        call.getTarget().getName().equals("exec")
                                                && call.getTargetOwner()
                                                        .isEquivalentTo(Runtime.class)))
                .because(
                        "children are started by linux.Spawn: no descriptors or signals leak into them")
                .allowEmptyShould(true);
    }

    ArchRule oneScopedValue() {
        return noClasses()
                .that(not(Set.of("base.Call", "base.Tasks"), "are not base.Call"))
                .should()
                .dependOnClassesThat(belongToAnyOf(ScopedValue.class))
                .because("there is one, base.Call, and Tasks.fork passes it on")
                .allowEmptyShould(true);
    }

    ArchRule names() {
        return classes()
                .that()
                .areTopLevelClasses()
                .should(
                        condition(
                                "be named after what they are",
                                type ->
                                        type.getSimpleName()
                                                        .matches(
                                                                ".+(Manager|Helper|Utils?|Impl|Service|Data)")
                                                ? Stream.of(
                                                        type.getName()
                                                                + " is named after nothing: say what it is")
                                                : Stream.of()));
    }

    ArchRule baseIsClosed() {
        return classes()
                .that()
                .resideInAPackage(root + ".base..")
                .and()
                .areTopLevelClasses()
                .should(new AtMost(BASE_TYPES))
                .allowEmptyShould(true);
    }

    /// Counts classes; `package-info` is none.
    private static final class AtMost extends ArchCondition<JavaClass> {
        private final int most;
        private final List<String> seen = new ArrayList<>();

        AtMost(int most) {
            super("be at most " + most);
            this.most = most;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!type.getSimpleName().equals("package-info")) {
                seen.add(type.getSimpleName());
            }
        }

        @Override
        public void finish(ConditionEvents events) {
            if (seen.size() > most) {
                events.add(
                        SimpleConditionEvent.violated(
                                seen,
                                "base has %d types, and its list is closed at %d: %s"
                                        .formatted(seen.size(), most, seen)));
            }
        }
    }

    private DescribedPredicate<JavaClass> not(Set<String> names, String description) {
        Predicate<JavaClass> isNamed = type -> isOneOf(type, names);
        return DescribedPredicate.describe(description, isNamed.negate());
    }

    private interface Breaches {
        Stream<String> of(JavaClass type);
    }

    private static ArchCondition<JavaClass> condition(String description, Breaches breaches) {
        return condition(description, breaches, false);
    }

    /// @param isForbidden whether what is found is what the condition says (below `noClasses`)
    private static ArchCondition<JavaClass> condition(
            String description, Breaches breaches, boolean isForbidden) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                breaches.of(type)
                        .distinct()
                        .forEach(text ->
                                events.add(new SimpleConditionEvent(type, isForbidden, text)));
            }
        };
    }
}
