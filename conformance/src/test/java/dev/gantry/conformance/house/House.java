package dev.gantry.conformance.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the rules are held against: the modules' class directories and sources, found from the
/// directory Maven runs the tests in.
final class House {
    private static final String BAD = "/dev/gantry/conformance/house/bad/";

    private House() {}

    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("pom.xml").resolveSibling("gantry"))
                ? here
                : here.getParent();
    }

    static List<Path> modules() throws IOException {
        try (Stream<Path> entries = Files.list(root())) {
            return entries.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    /// Classes that ship; those that measure them do not.
    static JavaClasses shipped() throws IOException {
        return new ClassFileImporter()
                .withImportOption(House::isGood)
                .withImportOption(location -> !location.contains("/dev/gantry/bench/"))
                .importPaths(directories("target/classes"));
    }

    /// Classes of tests, but those that are bad on purpose.
    static JavaClasses tests() throws IOException {
        return new ClassFileImporter()
                .withImportOption(House::isGood)
                .importPaths(directories("target/test-classes"));
    }

    /// Classes that are bad on purpose.
    static JavaClasses bad() {
        return new ClassFileImporter()
                .withImportOption(location -> location.contains(BAD))
                .importPath(root().resolve("conformance/target/test-classes"));
    }

    private static Set<Path> directories(String directory) throws IOException {
        return modules().stream()
                .map(module -> module.resolve(directory))
                .filter(Files::isDirectory)
                .collect(Collectors.toSet());
    }

    private static boolean isGood(Location location) {
        return !location.contains(BAD);
    }

    /// Java sources below `src/main` or `src/test` of every module, but those that are bad on
    /// purpose.
    static List<Path> sources(String part) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : modules()) {
            sources.addAll(sourcesBelow(module.resolve("src").resolve(part)));
        }
        sources.removeIf(source -> source.toString().contains(BAD));
        return sources;
    }

    static List<Path> badSources() throws IOException {
        return sourcesBelow(root().resolve("conformance/src/test/java" + BAD));
    }

    private static List<Path> sourcesBelow(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    /// How a source is called in lists and messages: its path from the root of the house.
    static String name(Path source) {
        return root().relativize(source).toString();
    }
}
