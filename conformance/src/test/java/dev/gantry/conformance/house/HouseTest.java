package dev.gantry.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house keeps its rules. Plain tests: ArchUnit's own JUnit engine runs nothing with this
/// JUnit.
class HouseTest {
    private static final HouseRules RULES = new HouseRules("dev.gantry");
    private static final Pattern OUR_DEPENDENCY =
            Pattern.compile(
                    "<groupId>dev\\.gantry</groupId>\\s*<artifactId>([a-z]+)</artifactId>(?!\\s*<version>)(?!\\s*<scope>test)");

    @Test
    void whatShipsKeepsTheRules() throws IOException {
        JavaClasses shipped = House.shipped();
        assertThat(shipped.size()).as("classes that ship").isGreaterThan(500);
        assertThat(breaches(shipped, RULES.onShippedCode())).isEmpty();
    }

    @Test
    void testsKeepTheRulesThatAreForThem() throws IOException {
        JavaClasses tests = House.tests();
        assertThat(tests.size()).as("classes of tests").isGreaterThan(100);
        assertThat(
                        breaches(
                                tests,
                                Map.of(
                                        "sleeping", RULES.sleeping(),
                                        "plain threads", RULES.plainThreads())))
                .isEmpty();
    }

    private static Map<String, String> breaches(JavaClasses classes, Map<String, ArchRule> rules) {
        Map<String, String> breaches = new TreeMap<>();
        rules.forEach((name, rule) -> {
            var result = rule.evaluate(classes);
            if (result.hasViolation()) {
                breaches.put(name, result.getFailureReport().toString());
            }
        });
        return breaches;
    }

    @Test
    void everyModuleStandsInTheTable() throws IOException {
        List<String> modules =
                House.modules().stream().map(module -> module.getFileName().toString()).toList();
        assertThat(modules)
                .filteredOn(module -> !List.of("conformance", "bench").contains(module))
                .isSubsetOf(HouseRules.MODULES.keySet())
                .contains("base", "engine", "cli");
    }

    @Test
    void modulesDependOnWhatTheTableAllows() throws IOException {
        for (Path module : House.modules()) {
            String name = module.getFileName().toString();
            if (HouseRules.MODULES.containsKey(name)) {
                assertThat(dependencies(module))
                        .as("dependencies in %s/pom.xml", name)
                        .isSubsetOf(HouseRules.MODULES.get(name));
            }
        }
    }

    private static List<String> dependencies(Path module) throws IOException {
        List<String> dependencies = new ArrayList<>();
        Matcher matcher = OUR_DEPENDENCY.matcher(Files.readString(module.resolve("pom.xml")));
        while (matcher.find()) {
            dependencies.add(matcher.group(1));
        }
        return dependencies.stream().filter(name -> !name.equals("gantry")).toList();
    }

    @Test
    void onlyLinuxCallsIntoC() throws IOException {
        assertThat(SourceRules.restricted(House.sources("main"))).isEmpty();
    }

    @Test
    void whatIsLargeSaysWhy() throws IOException {
        Map<String, String> reasons = reasons();
        assertThat(reasons.values())
                .as("reasons in oversize.txt")
                .allMatch(why -> why.length() > 9);
        assertThat(SourceRules.oversize(House.sources("main")).keySet())
                .as("files above 400 lines and methods above 50, each with a line in oversize.txt")
                .isSubsetOf(reasons.keySet());
        assertThat(reasons.keySet())
                .as("files in oversize.txt")
                .allMatch(name -> Files.exists(House.root().resolve(name.split("#")[0])));
    }

    /// `path[#method] reason`; lines that begin with `#` are comments.
    private static Map<String, String> reasons() throws IOException {
        try (Stream<String> lines = Files.lines(House.root().resolve("oversize.txt"))) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 2))
                    .collect(
                            Collectors.toMap(
                                    line -> line[0], line -> line.length > 1 ? line[1] : ""));
        }
    }
}
