package dev.gantry.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    @TempDir Path directory;
    private Path log;

    @BeforeEach
    void name() {
        log = directory.resolve("log");
    }

    @Test
    void bytesComeBackAsTheyWereWritten() throws Exception {
        write(
                """
                2026-11-23T09:13:37.342203195+00:00 stdout F out
                2026-11-23T09:13:37.342203195+00:00 stdout P part
                2026-11-23T09:13:37.342353537+00:00 stderr F err
                2026-11-23T09:13:38.000000001+00:00 stdout F \r of \u00fc line
                2026-11-23T09:13:38.000000001+00:00 stdout P no newline
                """);

        assertThat(text(LogQuery.all(), Output.Stream.STDOUT))
                .isEqualTo("out\npart\r of \u00fc line\nno newline");
        assertThat(text(LogQuery.all(), Output.Stream.STDERR)).isEqualTo("err\n");
        assertThat(read(LogQuery.all()).stream().map(LogRecord::isStart))
                .containsExactly(true, true, true, false, true);
        assertThat(read(LogQuery.all()).getFirst().at())
                .isEqualTo(Instant.parse("2026-11-23T09:13:37.342203195Z"));
    }

    @Test
    void aTimestampMayHaveAnOffset() throws Exception {
        write("2026-11-23T09:13:37.000000000-02:30 stdout F x\n");
        assertThat(read(LogQuery.all()).getFirst().at())
                .isEqualTo(Instant.parse("2026-11-23T11:43:37Z"));
    }

    @Test
    void noLogIsAnEmptyLog() throws Exception {
        assertThat(read(LogQuery.all())).isEmpty();
    }

    @Test
    void tailTakesWholeLinesOfBothStreams() throws Exception {
        write(
                line(1, "stdout F one")
                        + line(2, "stderr P tw")
                        + line(3, "stdout F three")
                        + line(4, "stderr F o"));
        assertThat(texts(tail(0))).isEmpty();
        assertThat(texts(tail(1))).containsExactly("tw", "o\n");
        assertThat(texts(tail(2))).containsExactly("tw", "three\n", "o\n");
        assertThat(texts(tail(3))).containsExactly("one\n", "tw", "three\n", "o\n");
        assertThat(texts(tail(9))).hasSize(4);
    }

    @Test
    void aLineNotYetEndedCountsForTail() throws Exception {
        write(line(1, "stdout F one") + line(2, "stdout P a") + line(3, "stdout P b"));
        assertThat(texts(tail(1))).containsExactly("a", "b");
        assertThat(texts(tail(2))).containsExactly("one\n", "a", "b");
    }

    @Test
    void tailIsWhatIsLeftOfTheWholeForAnyLog() throws Exception {
        Random random = new Random(42);
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 6_000; i++) {
            String stream = random.nextInt(4) == 0 ? "stderr" : "stdout";
            String mark = random.nextInt(5) == 0 ? " P " : " F ";
            content.append(line(i, stream + mark + "x".repeat(random.nextInt(90)) + i));
        }
        write(content.toString());
        List<LogRecord> whole = read(LogQuery.all());
        for (int wanted : new int[] {1, 2, 3, 7, 50, 999, 4_000, 100_000}) {
            assertThat(texts(tail(wanted))).isEqualTo(texts(lastLines(whole, wanted)));
        }
    }

    @Test
    void timesBoundWhatIsRead() throws Exception {
        write(line(1, "stdout F a") + line(2, "stdout F b") + line(3, "stdout F c"));
        LogQuery query =
                new LogQuery(
                        Set.of(Output.Stream.STDOUT),
                        -1,
                        Instant.parse("2026-11-23T00:00:02Z"),
                        Instant.parse("2026-11-23T00:00:02Z"),
                        false);
        assertThat(texts(read(query))).containsExactly("b\n");
    }

    @Test
    void oneStreamAlone() throws Exception {
        write(line(1, "stdout F a") + line(2, "stderr F b"));
        LogQuery query = new LogQuery(Set.of(Output.Stream.STDERR), -1, null, null, false);
        assertThat(texts(read(query))).containsExactly("b\n");
    }

    @Test
    void aTornOrForeignLineIsPassedOver() throws Exception {
        write(line(1, "stdout F a") + "rubbish\n\0\0\0\n" + line(2, "stdout F b"));
        assertThat(texts(read(LogQuery.all()))).containsExactly("a\n", "b\n");
    }

    @Test
    void aHoleOfZerosFromAPowerCutIsPassedOver() throws Exception {
        write(line(1, "stdout F a") + "\0".repeat(3 << 20) + "\n" + line(2, "stdout F b"));
        assertThat(texts(read(LogQuery.all()))).containsExactly("a\n", "b\n");
    }

    @Test
    void followingReadsWhatIsWrittenUntilTheEnd() throws Exception {
        write(line(1, "stdout F a") + "2026-11-23T00:00:02.000000000+00:00 std");
        Deque<String> coming =
                new ArrayDeque<>(
                        List.of("", "out F b\n" + line(3, "stdout P c"), line(4, "stdout F d")));
        LogReader.Growth growth =
                new LogReader.Growth() {
                    @Override
                    public void follow(Path file) {}

                    @Override
                    public boolean await() throws IOException {
                        String more = coming.poll();
                        if (more != null) {
                            Files.writeString(log, more, StandardOpenOption.APPEND);
                        }
                        return !coming.isEmpty();
                    }

                    @Override
                    public void close() {}
                };
        List<LogRecord> records = new ArrayList<>();
        try (LogReader reader = LogReader.open(log, LogQuery.following(), growth)) {
            drain(reader, records);
        }
        assertThat(texts(records)).containsExactly("a\n", "b\n", "c", "d\n");
    }

    /// The same, the slow way: over all records, backwards.
    private static List<LogRecord> lastLines(List<LogRecord> whole, int wanted) {
        List<LogRecord> kept = new ArrayList<>();
        Set<Output.Stream> open = EnumSet.noneOf(Output.Stream.class);
        Set<Output.Stream> seen = EnumSet.noneOf(Output.Stream.class);
        int lines = 0;
        for (LogRecord record : whole.reversed()) {
            boolean isLast = seen.add(record.stream()) || record.isEnd();
            if (isLast && lines < wanted) {
                lines++;
                open.add(record.stream());
            } else if (isLast) {
                open.remove(record.stream());
            }
            if (open.contains(record.stream())) {
                kept.addFirst(record);
            }
        }
        return kept;
    }

    private static String line(int second, String rest) {
        return "2026-11-23T00:%02d:%02d.000000000+00:00 %s\n"
                .formatted(second / 60 % 60, second % 60, rest);
    }

    private static LogQuery tail(long lines) {
        return new LogQuery(
                Set.of(Output.Stream.STDOUT, Output.Stream.STDERR), lines, null, null, false);
    }

    private List<String> texts(LogQuery query) throws Exception {
        return texts(read(query));
    }

    private static List<String> texts(List<LogRecord> records) {
        return records.stream()
                .map(record -> new String(record.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private String text(LogQuery query, Output.Stream stream) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (LogRecord record : read(query)) {
            if (record.stream() == stream) {
                out.write(record.bytes());
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<LogRecord> read(LogQuery query) throws Exception {
        List<LogRecord> records = new ArrayList<>();
        try (LogReader reader = LogReader.open(log, query)) {
            drain(reader, records);
        }
        return records;
    }

    private static void drain(LogReader reader, List<LogRecord> records) throws Exception {
        for (LogRecord record = reader.next(); record != null; record = reader.next()) {
            records.add(record);
        }
    }

    private void write(String content) throws IOException {
        Files.writeString(log, content);
    }

    @Test
    void rotatedFilesAreReadBeforeTheLiveOne() throws Exception {
        rotate(3, line(1, "stdout F one") + line(2, "stdout P tw"));
        rotateCompressed(4, line(3, "stdout F o") + line(4, "stderr F three"));
        rotate(5, "");
        write(line(5, "stdout F four"));
        assertThat(text(LogQuery.all(), Output.Stream.STDOUT)).isEqualTo("one\ntwo\nfour\n");
        assertThat(texts(tail(2))).containsExactly("three\n", "four\n");
        assertThat(texts(tail(3))).containsExactly("tw", "o\n", "three\n", "four\n");
        assertThat(texts(tail(4))).hasSize(5);
    }

    @Test
    void whatAFullDiskCutOffAtTheEndOfAFileIsLeftOut() throws Exception {
        rotate(1, line(1, "stdout F one") + "2026-11-23T09:13:37.0000");
        write(line(2, "stdout F two"));
        assertThat(text(LogQuery.all(), Output.Stream.STDOUT)).isEqualTo("one\ntwo\n");
    }

    @Test
    void aReaderGoesOnFromThePlaceOfAnotherThroughRotations() throws Exception {
        write(line(1, "stdout F one") + line(2, "stdout F two"));
        long place;
        try (LogReader reader = LogReader.open(log, LogQuery.all())) {
            reader.next();
            place = reader.place();
        }
        Files.move(log, log.resolveSibling("log.1"));
        write(line(3, "stdout F three"));
        try (LogReader reader =
                LogReader.resume(log, place, LogQuery.all(), LogReader.Growth.NONE)) {
            assertThat(new String(reader.next().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("two\n");
            assertThat(new String(reader.next().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("three\n");
            assertThat(reader.next()).isNull();
        }
        Files.delete(log.resolveSibling("log.1"));
        Files.createFile(log.resolveSibling("log.2"));
        try (LogReader reader =
                LogReader.resume(log, place, LogQuery.all(), LogReader.Growth.NONE)) {
            assertThat(new String(reader.next().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("three\n");
        }
    }

    private void rotate(int number, String text) throws IOException {
        Files.writeString(log.resolveSibling("log." + number), text);
    }

    private void rotateCompressed(int number, String text) throws IOException {
        try (var out =
                new java.util.zip.GZIPOutputStream(
                        Files.newOutputStream(log.resolveSibling("log." + number + ".gz")))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
