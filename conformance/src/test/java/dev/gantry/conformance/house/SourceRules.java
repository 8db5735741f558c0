package dev.gantry.conformance.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The rules that only sources can tell.
final class SourceRules {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 50;
    private static final Pattern RESTRICTED =
            Pattern.compile("@SuppressWarnings\\([^)]*\"restricted\"[^)]*\\)");

    private SourceRules() {}

    /// Files and methods above the limits, as `oversize.txt` names them: `path` and `path#method`.
    static Map<String, Integer> oversize(List<Path> sources) throws IOException {
        Map<String, Integer> sizes = new TreeMap<>();
        for (Path source : sources) {
            try (Stream<String> lines = Files.lines(source)) {
                int count = (int) lines.count();
                if (count > FILE_LINES) {
                    sizes.put(House.name(source), count);
                }
            }
        }
        methods(sources, sizes);
        return sizes;
    }

    private static void methods(List<Path> sources, Map<String, Integer> sizes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodSizes(unit, positions, sizes).scan(unit, null);
            }
        }
    }

    private static final class MethodSizes extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Map<String, Integer> sizes;

        MethodSizes(
                CompilationUnitTree unit, SourcePositions positions, Map<String, Integer> sizes) {
            this.unit = unit;
            this.positions = positions;
            this.sizes = sizes;
        }

        @Override
        public Void visitMethod(MethodTree method, @Nullable Void unused) {
            long first = positions.getStartPosition(unit, method);
            long last = positions.getEndPosition(unit, method);
            if (first >= 0 && last >= 0) {
                int lines =
                        (int)
                                (unit.getLineMap().getLineNumber(last)
                                        - unit.getLineMap().getLineNumber(first)
                                        + 1);
                if (lines > METHOD_LINES) {
                    Path source = Path.of(unit.getSourceFile().toUri());
                    sizes.put(House.name(source) + "#" + method.getName(), lines);
                }
            }
            return super.visitMethod(method, null);
        }
    }

    /// Sources outside linux that silence the compiler about calls into C.
    static List<String> restricted(List<Path> sources) throws IOException {
        return matching(
                sources.stream()
                        .filter(source -> !House.name(source).startsWith("linux/"))
                        .toList(),
                RESTRICTED);
    }

    private static List<String> matching(List<Path> sources, Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            if (pattern.matcher(Files.readString(source)).find()) {
                found.add(House.name(source));
            }
        }
        return found;
    }
}
