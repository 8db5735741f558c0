package dev.gantry.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final Placement.Target DIRECTORY = new Placement.Target("/t", true, true);
    private static final Placement.Target FILE = new Placement.Target("/t/f", true, false);
    private static final Placement.Target NOTHING = new Placement.Target("/t/new", false, false);
    private static final Placement.Target NO_DIRECTORY =
            new Placement.Target("/t/new/", false, false);

    private static Placement place(String name, boolean isDirectory, Placement.Target target)
            throws IOException {
        return Placement.of(new Placement.Source(name, isDirectory), target);
    }

    @Test
    void aFileGoesIntoADirectoryOrTakesTheNameGiven() throws Exception {
        assertThat(place("s", false, DIRECTORY)).isEqualTo(new Placement("/t", "s"));
        assertThat(place("s", false, FILE)).isEqualTo(new Placement("/t", "f"));
        assertThat(place("s", false, NOTHING)).isEqualTo(new Placement("/t", "new"));
    }

    @Test
    void aDirectoryGoesIntoADirectoryOrBecomesANewOne() throws Exception {
        assertThat(place("d", true, DIRECTORY)).isEqualTo(new Placement("/t", "d"));
        assertThat(place("d", true, NOTHING)).isEqualTo(new Placement("/t", "new"));
        assertThat(place("d", true, NO_DIRECTORY)).isEqualTo(new Placement("/t", "new"));
    }

    @Test
    void aDotMeansWhatTheDirectoryHolds() throws Exception {
        assertThat(place(".", true, DIRECTORY)).isEqualTo(new Placement("/t", ""));
        assertThat(place(".", true, NOTHING)).isEqualTo(new Placement("/t", "new"));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> place("d", true, FILE)).hasMessage("cannot copy directory");
        assertThatThrownBy(() -> place("s", false, NO_DIRECTORY)).hasMessage("no such directory");
    }

    @Test
    void endingsOfPathsMeanSomething() {
        assertThat(List.of("a/.", ".", "/."))
                .allSatisfy(path -> assertThat(PathText.name(path)).isEqualTo("."));
        assertThat(PathText.name("/a/b/")).isEqualTo("b");
        assertThat(PathText.name("/")).isEmpty();
        assertThat(PathText.parent("/a/b/")).isEqualTo("/a");
        assertThat(PathText.parent("/a/b/.")).isEqualTo("/a/b");
        assertThat(PathText.absolute("/here", "../x/")).isEqualTo("/x/");
        assertThat(PathText.absolute("/here", "x/.")).isEqualTo("/here/x/.");
        assertThat(PathText.clean("/../a//./b/../c")).isEqualTo("/a/c");
        assertThat(PathText.clean("../..")).isEqualTo("../..");
    }

    @Test
    void aContainerIsWhatStandsBeforeAColon() {
        assertThat(CopyEnd.of("c:/x")).isEqualTo(new CopyEnd.Inside("c", "/x"));
        assertThat(CopyEnd.of("./c:x")).isEqualTo(new CopyEnd.Here("./c:x"));
        assertThat(CopyEnd.of("/c:x")).isEqualTo(new CopyEnd.Here("/c:x"));
        assertThat(CopyEnd.of("x")).isEqualTo(new CopyEnd.Here("x"));
        assertThat(CopyEnd.of("-")).isEqualTo(new CopyEnd.Stream());
    }
}
