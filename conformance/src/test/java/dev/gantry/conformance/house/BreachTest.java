package dev.gantry.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every rule fails on the code that breaks it, and names it.
class BreachTest {
    private static final String ROOT = "dev.gantry.conformance.house.bad";
    private static final HouseRules RULES = new HouseRules(ROOT);

    /// By rule, what its failure has to say.
    private static final Map<String, String> BREACHES =
            Map.ofEntries(
                    Map.entry("arrows", "bad.oci.KnowsHttp may not use"),
                    Map.entry("strangers", "bad.host.storage.KnowsNetwork must not know"),
                    Map.entry("cycles of modules", "Cycle detected"),
                    Map.entry("cycles of packages", "bad.oci.layer.KnowsBlobs"),
                    Map.entry("null-marking", "bad.unmarked.Unmarked"),
                    Map.entry("foreign functions", "bad.engine.container.CallsC"),
                    Map.entry("terminal only", "bad.cli.MountCommand"),
                    Map.entry("container trees", "bad.host.storage.PathIntoTree"),
                    Map.entry("own outputs", "LooksUpUsers.waitABit"),
                    Map.entry("sleeping", "LooksUpUsers.waitABit"),
                    Map.entry("plain threads", "ProcessHelper.later"),
                    Map.entry("processes", "ProcessHelper.start"),
                    Map.entry("one scoped value", "ProcessHelper.SECOND"),
                    Map.entry("names", "bad.engine.container.ProcessHelper"),
                    Map.entry("base is closed", "base has 13 types"));

    @TestFactory
    Stream<DynamicTest> aRuleFailsOnCodeThatBreaksIt() {
        JavaClasses bad = House.bad();
        return RULES.onShippedCode().entrySet().stream()
                .map(rule ->
                        DynamicTest.dynamicTest(
                                rule.getKey(),
                                () -> {
                                    EvaluationResult result = rule.getValue().evaluate(bad);
                                    assertThat(result.getFailureReport().toString())
                                            .contains(
                                                    BREACHES.getOrDefault(
                                                            rule.getKey(),
                                                            "a breach for this rule in `bad`"));
                                }));
    }

    @Test
    void aLongMethodAndALongFileAreFound() throws IOException {
        assertThat(SourceRules.oversize(House.badSources()).keySet().stream())
                .hasSize(2)
                .anyMatch(name -> name.endsWith("large/LongFile.java"))
                .anyMatch(name -> name.endsWith("large/LongMethod.java#sum"));
    }

    @Test
    void aRestrictedCallOutsideLinuxIsFound() throws IOException {
        assertThat(SourceRules.restricted(House.badSources()))
                .singleElement()
                .asString()
                .endsWith("bad/engine/container/LooksUpUsers.java");
    }
}
