package dev.gantry.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.engine.EngineException;
import dev.gantry.oci.ImageConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Docker makes of `--change`, as seen of a Docker 28.5.
class ConfigChangesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "ENV A b c | \"Env\":[\"A=b c\"]",
                "ENV A=\"b c\" D=e\\ f | \"Env\":[\"A=b c\",\"D=e f\"]",
                "env A=$PATH:x | \"Env\":[\"A=:x\"]",
                "ENV A=${B:-d}${C:+e} | \"Env\":[\"A=d\"]",
                "ENV A='$x' | \"Env\":[\"A=$x\"]",
                "EXPOSE 80-82 53/udp | \"ExposedPorts\":{\"53/udp\":{},\"80/tcp\":{},\"81/tcp\":{},\"82/tcp\":{}}",
                "CMD [\"a\",b] | \"Cmd\":[\"/bin/sh\",\"-c\",\"[\\\"a\\\",b]\"]",
                "CMD [\"a\"] | \"Cmd\":[\"a\"]",
                "ENTRYPOINT [\"x\"] | \"Entrypoint\":[\"x\"]",
                "WORKDIR rel | \"WorkingDir\":\"/rel\"",
                "VOLUME [\"/a\",\"/b\"] | \"Volumes\":{\"/a\":{},\"/b\":{}}",
                "VOLUME /a /b | \"Volumes\":{\"/a\":{},\"/b\":{}}",
                "STOPSIGNAL 9 | \"StopSignal\":\"9\"",
                "USER a b | \"User\":\"a b\"",
                "LABEL a=b c.d=\"e f\" | \"Labels\":{\"a\":\"b\",\"c.d\":\"e f\"}",
                "ONBUILD RUN x | \"OnBuild\":[\"RUN x\"]",
                "HEALTHCHECK NONE | \"Test\":[\"NONE\"]",
                "HEALTHCHECK --interval=1m30s --retries=3 CMD echo x | \"Interval\":90000000000,\"Retries\":3,\"Test\":[\"CMD-SHELL\",\"echo x\"]",
            })
    void anInstructionChangesTheConfiguration(String change, String expected) {
        ImageConfig.Run run = ConfigChanges.apply(ImageConfig.Run.NOTHING, List.of(change));
        assertThat(Json.print(run)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "RUN x | RUN is not a valid change command",
                "foo x | FOO is not a valid change command",
                "ENV | ENV requires at least one argument",
                "ENV A | ENV must have two arguments",
                "ENV A=1 B | Syntax error - can't find = in \"B\". Must be of the form: name=value",
                "LABEL x | LABEL must have two arguments",
                "EXPOSE x | Invalid containerPort: x",
                "STOPSIGNAL x | invalid signal: x",
                "ONBUILD ONBUILD x | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed",
                "# c | file with no instructions",
            })
    void whatMakesNoSenseIsRefusedInDockersWords(String change, String message) {
        assertThatThrownBy(() -> ConfigChanges.apply(ImageConfig.Run.NOTHING, List.of(change)))
                .isInstanceOf(EngineException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "'', ''"})
    void laterInstructionsSeeEarlierVariables(String value, String expected) {
        ImageConfig.Run run =
                ConfigChanges.apply(ImageConfig.Run.NOTHING, List.of("ENV A=" + value, "ENV B=$A"));
        assertThat(run.env()).containsExactly("A=" + expected, "B=" + expected);
    }
}
