package dev.gantry.conformance.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents promise is what the code does, as far as a text can tell.
class DocumentsTest {
    private static final Pattern ROUTE =
            Pattern.compile("router\\.add\\(\\s*\"([A-Z]+)\",\\s*\"(/[^\"]*)\"");
    private static final Pattern ABSENT =
            Pattern.compile("new Absent\\(\\s*\"([A-Z]+)\",\\s*\"(/[^\"]*)\"");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    private static String compatibility() throws IOException {
        return Files.readString(House.root().resolve("docs/compatibility.md"));
    }

    @Test
    void everyRouteIsInTheListOfWhatWorks() throws IOException {
        String document = compatibility();
        assertThat(rows(ROUTE))
                .hasSizeGreaterThan(40)
                .allSatisfy(row ->
                        assertThat(document)
                                .containsPattern(Pattern.quote(row) + " \\| (works|differs) "));
    }

    @Test
    void everyRouteThatRefusesIsInTheListAsRefused() throws IOException {
        String document = compatibility();
        assertThat(rows(ABSENT))
                .allSatisfy(row -> assertThat(document).contains(row + " | refused |"));
    }

    /// `| GET /images/{name}/json`, as the list has it.
    private static List<String> rows(Pattern pattern) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path source : House.sources("main")) {
            if (House.name(source).contains("/daemon/route/")) {
                Matcher route = pattern.matcher(Files.readString(source));
                while (route.find()) {
                    rows.add(
                            "| %s %s".formatted(route.group(1), route.group(2).replace("...", "")));
                }
            }
        }
        return rows;
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                if (!link.group(1)
                                .endsWith("performance.md") // figures come after what they measure
                        && !Files.exists(document.resolveSibling(link.group(1)))) {
                    dead.add(House.name(document) + " -> " + link.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String directory : List.of("", "docs", "docs/decisions")) {
            try (Stream<Path> files = Files.list(House.root().resolve(directory))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }
}
