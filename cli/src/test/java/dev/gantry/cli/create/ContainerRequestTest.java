package dev.gantry.cli.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.command.ArgumentParser;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `cases.txt` has command lines and what Docker's own command line sends or says for each: the
/// first request in full, of the others what is different.
class ContainerRequestTest {
    private static final Spec SPEC =
            Spec.of("[OPTIONS] IMAGE [COMMAND] [ARG...]", "", Spec.Arity.atLeast(1))
                    .optionsFirst()
                    .flags(ContainerFlags.all());

    @TempDir Path directory;

    record Case(List<String> line, String expected) {
        @Override
        public String toString() {
            return String.join(" ", line);
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = ContainerRequestTest.class.getResourceAsStream("cases.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Case> cases = new ArrayList<>();
            for (String block : text.strip().split("\n\n")) {
                String[] lines = block.split("\n", 2);
                cases.add(new Case(words(lines[0]), lines[1]));
            }
            return cases.stream();
        }
    }

    private static List<String> words(String json) throws IOException {
        return ((JsonValue.Arr) Json.parse(json))
                .items().stream().map(word -> ((JsonValue.Str) word).value()).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aLineMakesTheRequestThatDockerSends(Case test) throws IOException {
        String actual = sent(test.line());

        if (test.expected().startsWith("error: ")) {
            assertThat(actual.replaceFirst("(?s)\n.*", "")).isEqualTo(bare(test.expected()));
        } else {
            assertThat(Json.parse(actual)).isEqualTo(sorted(whole(Json.parse(test.expected()))));
        }
    }

    /// The command itself puts the program's name before what this package refuses.
    private static String bare(String expected) {
        return expected.replace("error: gantry: ", "error: ");
    }

    private static String sent(List<String> line) throws IOException {
        try {
            return Json.print(sorted(request(line)));
        } catch (ExitException e) {
            return "error: " + e.message();
        } catch (IllegalArgumentException e) {
            return "error: " + e.getMessage();
        }
    }

    private static JsonValue request(List<String> line) throws IOException {
        Arguments arguments = new ArgumentParser(SPEC, "create").parse(line);
        return ContainerRequest.of(arguments, Map.of("HOME", "/root"), List.of(0, 0)).toJson();
    }

    private static JsonValue whole(JsonValue difference) throws IOException {
        JsonValue.Obj first =
                (JsonValue.Obj) Json.parse(cases().findFirst().orElseThrow().expected());
        JsonValue.Obj changes = (JsonValue.Obj) difference;
        Map<String, JsonValue> all = new LinkedHashMap<>(first.fields());
        all.putAll(changes.fields());
        Map<String, JsonValue> host = new LinkedHashMap<>(first.object("HostConfig").fields());
        host.putAll(changes.object("HostConfig").fields());
        all.put("HostConfig", new JsonValue.Obj(host));
        return new JsonValue.Obj(all);
    }

    /// Sets and maps have no order on the wire.
    private static JsonValue sorted(JsonValue value) {
        return switch (value) {
            case JsonValue.Obj(Map<String, JsonValue> fields) -> {
                Map<String, JsonValue> sorted = new LinkedHashMap<>();
                fields.keySet().stream()
                        .sorted()
                        .forEach(name -> sorted.put(name, sorted(fields.get(name))));
                yield new JsonValue.Obj(sorted);
            }
            case JsonValue.Arr(List<JsonValue> items) ->
                    new JsonValue.Arr(items.stream().map(ContainerRequestTest::sorted).toList());
            case JsonValue other -> other;
        };
    }

    @Test
    void filesGiveVariablesAndLabelsBeforeTheFlagsDo() throws IOException {
        Path env = Files.writeString(directory.resolve("env"), "A=1\n#no\n\n HOME\nGONE\nB=x y\n");
        Path labels = Files.writeString(directory.resolve("labels"), "l1=a\nl2\n");

        JsonValue.Obj request =
                (JsonValue.Obj)
                        request(
                                List.of(
                                        "--env-file",
                                        env.toString(),
                                        "-e",
                                        "A=2",
                                        "--label-file",
                                        labels.toString(),
                                        "-l",
                                        "l1=b",
                                        "busybox"));

        assertThat(Json.print(request.get("Env").orElseThrow()))
                .isEqualTo("[\"A=1\",\"HOME=/root\",\"B=x y\",\"A=2\"]");
        assertThat(Json.print(request.object("Labels"))).isEqualTo("{\"l1\":\"b\"}");
    }

    @Test
    void aVariableWithASpaceInItsNameIsRefused() throws IOException {
        Path env = Files.writeString(directory.resolve("env"), "A B=1\n");

        assertThat(sent(List.of("--env-file", env.toString(), "busybox")))
                .isEqualTo("error: variable 'A B' contains whitespaces");
    }

    @Test
    void sourcesThatBeginWithADotAreBelowOurDirectory() throws IOException {
        Path here = Path.of("").toAbsolutePath();

        JsonValue.Obj host =
                ((JsonValue.Obj) request(List.of("-v", "./rel:/rel", "-v", "../up:/up:ro", "x")))
                        .object("HostConfig");

        assertThat(Json.print(host.get("Binds").orElseThrow()))
                .isEqualTo(
                        Json.print(List.of(here + "/rel:/rel", here.getParent() + "/up:/up:ro")));
    }
}
