package dev.gantry.cli.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final String PULL =
            """
            {"status":"Pulling from library/x","id":"latest"}
            {"status":"Pulling fs layer","progressDetail":{},"id":"aa"}
            {"status":"Pulling fs layer","progressDetail":{},"id":"bb"}
            {"status":"Downloading","progressDetail":{"current":500,"total":1000},"id":"aa"}
            {"status":"Pull complete","progressDetail":{},"id":"aa"}
            {"status":"Digest: sha256:00"}
            """;

    private static String show(String stream, boolean terminal) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Progress(out, terminal).show(new ByteArrayInputStream(stream.getBytes(UTF_8)));
        return out.toString(UTF_8);
    }

    @Test
    void withoutTerminalEachThingThatHappenedIsALine() throws IOException {
        assertThat(show(PULL, false))
                .isEqualTo(
                        """
                        latest: Pulling from library/x
                        aa: Pulling fs layer
                        bb: Pulling fs layer
                        aa: Pull complete
                        Digest: sha256:00
                        """);
    }

    @Test
    void onATerminalEachLayerHasALineThatMoves() throws IOException {
        assertThat(show(PULL, true).replace("\033", "^"))
                .startsWith(
                        "latest: Pulling from library/x\n"
                                + "\n^[1A^[2K\raa: Pulling fs layer \r^[1B"
                                + "\n^[1A^[2K\rbb: Pulling fs layer \r^[1B"
                                + "^[2A^[2K\raa: Downloading [=========================>"
                                + "                         ]     500B/1kB\r^[2B");
    }

    @Test
    void aFailureInTheStreamIsAFailure() {
        assertThatThrownBy(() ->
                        show(
                                "{\"errorDetail\":{\"message\":\"no such\"},\"error\":\"no such\"}",
                                false))
                .hasMessage("no such");
    }

    @Test
    void outputOfALoadIsShownAsItIs() throws IOException {
        assertThat(show("{\"stream\":\"Loaded image: a:1\\n\"}", false))
                .isEqualTo("Loaded image: a:1\n");
    }
}
