package dev.gantry.engine.container;

import dev.gantry.engine.EngineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The processes of a container, as `ps` shows them.
public record Top(List<String> titles, List<List<String>> processes) {
    /// Picks a container's processes out of what `ps` printed.
    static Top of(String printed, Set<Integer> pids) {
        List<String> lines = printed.lines().toList();
        List<String> titles =
                lines.isEmpty() ? List.of() : Arrays.asList(lines.getFirst().strip().split("\\s+"));
        int pidColumn = titles.indexOf("PID");
        if (pidColumn < 0) {
            throw EngineException.invalid("Couldn't find PID field in ps output");
        }
        List<List<String>> processes = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = Arrays.asList(line.strip().split("\\s+", titles.size()));
            if (fields.size() > pidColumn
                    && fields.get(pidColumn).matches("[0-9]+")
                    && pids.contains(Integer.valueOf(fields.get(pidColumn)))) {
                processes.add(fields);
            }
        }
        return new Top(titles, processes);
    }
}
