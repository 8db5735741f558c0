package dev.gantry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.Flag;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String line) {
        Map<String, String> environment = Map.of("DOCKER_HOST", "unix:///nosuch/socket");
        return new Main(InputStream.nullInputStream(), out, err, environment)
                .run(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThat(run("nope")).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        """
                        gantry: unknown command: gantry nope

                        Run 'gantry --help' for more information
                        """);
    }

    @Test
    void theWrongNumberOfArgumentsIsOne() {
        assertThat(run("kill")).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        """
                        gantry: 'gantry kill' requires at least 1 argument

                        Usage:  gantry kill [OPTIONS] CONTAINER [CONTAINER...]

                        See 'gantry kill --help' for more information
                        """);
    }

    @Test
    void unknownOptionsAre125() {
        assertThat(run("run --nope")).isEqualTo(125);
        assertThat(run("--nope")).isEqualTo(125);
    }

    @Test
    void withoutDaemonThereIsOneLine() {
        assertThat(run("ps")).isEqualTo(1);
        assertThat(err)
                .hasToString(
                        "Cannot connect to the Gantry daemon at unix:///nosuch/socket."
                                + " Is the gantry daemon running?\n");
    }

    @Test
    void theHostMayBeGivenBeforeTheCommand() {
        assertThat(run("-H foo://bar ps")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("invalid bind address format: foo://bar");
    }

    @Test
    void contextsAreRefused() {
        assertThat(run("--context other ps")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("contexts are not supported");
    }

    @Test
    void theVersionOfTheClientNeedsNoDaemon() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Gantry version ");
    }

    @Test
    void helpIsTheSameHoweverItIsAskedFor() {
        assertThat(run("ps --help")).isZero();
        String help = out.toString(UTF_8);
        out.reset();
        assertThat(run("help ps")).isZero();
        assertThat(out).hasToString(help);
        assertThat(help).startsWith("Usage:  gantry ps [OPTIONS]\n\nList containers\n");
        assertThat(run("help nope")).isEqualTo(1);
    }

    @Test
    void theOverviewListsEveryCommand() {
        assertThat(run("")).isZero();
        assertThat(out.toString(UTF_8)).contains(Commands.COMMON).contains(Commands.OTHERS);
    }

    @Test
    void everyCommandOfTheIndexExistsAndItsFlagsAreDistinct() {
        Commands.COMMON.forEach(name -> check(name, Commands.command(name)));
        Commands.OTHERS.forEach(name -> check(name, Commands.command(name)));
        Commands.GROUPS.forEach(
                group -> group.commands().forEach(name -> check(name, group.command(name))));
    }

    private static void check(String name, Command command) {
        assertThat(command).as(name).isNotNull();
        Set<String> seen = new HashSet<>();
        for (Flag flag : Help.withHelpFlag(command.spec()).flags()) {
            assertThat(seen.add("--" + flag.name())).as(name + " --" + flag.name()).isTrue();
            assertThat(flag.letter().isEmpty() || seen.add("-" + flag.letter()))
                    .as(name + " -" + flag.letter())
                    .isTrue();
        }
    }
}
