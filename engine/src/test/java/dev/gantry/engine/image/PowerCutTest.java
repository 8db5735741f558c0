package dev.gantry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.oci.Platform;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was acknowledged is there, to the last byte, when the power goes at that very moment.
///
/// A few rounds of each; `-Dgantry.powercuts=20` makes it many.
class PowerCutTest {
    private static final int ROUNDS = Integer.getInteger("gantry.powercuts", 2);

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void whatWasAcknowledgedSurvivesAPowerCut(String type) throws Exception {
        Path archive = directory.resolve("archive");
        ArchiveMaker maker = new ArchiveMaker();
        maker.add(Platform.current().toString(), "one", "two", "three");
        try (InputStream in = maker.single("docker.io/library/x:1")) {
            Files.write(archive, in.readAllBytes());
        }
        List<List<String>> changes =
                List.of(
                        List.of("load", archive.toString()),
                        List.of("tag", "x:1", "y:1"),
                        List.of("make", "x:1", "child:1"),
                        List.of("remove", "y:1"));
        try (LoopDisk disk = LoopDisk.make(directory, type, 400)) {
            for (int round = 0; round < ROUNDS; round++) {
                Path store = Files.createDirectory(disk.directory().resolve("store" + round));
                Path twin = Files.createDirectory(directory.resolve("twin" + round));
                for (List<String> change : changes) {
                    try (ImageStore other = ImageStore.open(twin)) {
                        StoreProgram.run(other.images(), change);
                    }
                    changeAndCut(disk, store, change);
                    assertThat(names(store)).as("%s %s", type, change).isEqualTo(names(twin));
                }
            }
        }
    }

    private static void changeAndCut(LoopDisk disk, Path store, List<String> change)
            throws Exception {
        Process cutter = disk.cutter();
        Process program = StoreProgram.start(store, Map.of(), change);
        LoopDisk.expect(program.inputReader(), "done");
        LoopDisk.cut(cutter);
        program.destroyForcibly().waitFor();
        disk.comeBack();
    }

    /// Fails when any of it is damaged.
    private static String names(Path store) throws Exception {
        return ImageStore.state(store).replaceAll("(?m)^\\[.*?] ", "");
    }
}
