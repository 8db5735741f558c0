package dev.gantry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentParserTest {
    private static final Spec SPEC =
            Spec.of("[OPTIONS] X", "Does x", Spec.Arity.ANY)
                    .flags(
                            Flag.bool("rm", "Remove"),
                            Flag.bool("tty", "t", "Terminal"),
                            Flag.bool("interactive", "i", "Input"),
                            Flag.list("env", "e", "Variable"),
                            Flag.text("name", "Name"),
                            Flag.of("memory", "m", FlagType.BYTES, "Memory"),
                            Flag.of("last", "n", FlagType.INT, "Last").standard("-1"),
                            Flag.filter("Filter"));

    private static Arguments parse(String line) throws ExitException {
        return new ArgumentParser(SPEC, "x").parse(List.of(line.split(" ", -1)));
    }

    private static Arguments parseFirst(String line) throws ExitException {
        return new ArgumentParser(SPEC.optionsFirst(), "x").parse(List.of(line.split(" ", -1)));
    }

    private static void refused(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOfSatisfying(
                        ExitException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(125);
                            assertThat(e.message().lines().findFirst()).hasValue(message);
                        });
    }

    @Test
    void switchesHaveValuesOnlyBehindAnEqualsSign() throws Exception {
        Arguments arguments = parse("--rm false -t=false -i=1 x");

        assertThat(arguments.bool("rm")).isTrue();
        assertThat(arguments.bool("tty", true)).isFalse();
        assertThat(arguments.bool("interactive")).isTrue();
        assertThat(arguments.positional()).containsExactly("false", "x");
    }

    @Test
    void shortOptionsClusterAndTakeValuesInAllForms() throws Exception {
        Arguments arguments = parse("-it -e A=1 -eB=2 -e=C -ite D --env= --env=E=F");

        assertThat(arguments.list("env")).containsExactly("A=1", "B=2", "C", "D", "", "E=F");
        assertThat(arguments.bool("tty")).isTrue();
    }

    @Test
    void valuesMayLookLikeOptionsOrLikeQuotesOrLikeFiles() throws Exception {
        Arguments arguments = parse("--name --rm -e \"q\" -e @file -e ${x} -e - y");

        assertThat(arguments.text("name")).isEqualTo("--rm");
        assertThat(arguments.bool("rm")).isFalse();
        assertThat(arguments.list("env")).containsExactly("\"q\"", "@file", "${x}", "-");
    }

    @Test
    void theLastValueCounts() throws Exception {
        assertThat(parse("--name a --name b").text("name")).isEqualTo("b");
        assertThat(parse("--rm --rm=false").bool("rm")).isFalse();
    }

    @Test
    void optionsMayFollowArgumentsUnlessTheyBelongToTheContainer() throws Exception {
        assertThat(parse("a --rm b").bool("rm")).isTrue();
        assertThat(parseFirst("-t a --rm -x -- b").positional())
                .containsExactly("a", "--rm", "-x", "--", "b");
        assertThat(parseFirst("-t -- -a b").positional()).containsExactly("-a", "b");
    }

    @Test
    void whatDoesNotFitIsRefusedInDockersWords() {
        refused("--nope", "unknown flag: --nope");
        refused("--nope=3", "unknown flag: --nope");
        refused("-z", "unknown shorthand flag: 'z' in -z");
        refused("-itz", "unknown shorthand flag: 'z' in -z");
        refused("-zit", "unknown shorthand flag: 'z' in -zit");
        refused("--=x", "bad flag syntax: --=x");
        refused("---rm", "bad flag syntax: ---rm");
        refused("--name", "flag needs an argument: --name");
        refused("-m", "flag needs an argument: 'm' in -m");
        refused(
                "--rm=foo",
                "invalid argument \"foo\" for \"--rm\" flag: strconv.ParseBool: parsing \"foo\":"
                        + " invalid syntax");
        refused("-m x", "invalid argument \"x\" for \"-m, --memory\" flag: invalid size: 'x'");
        refused(
                "-n x",
                "invalid argument \"x\" for \"-n, --last\" flag: strconv.ParseInt: parsing \"x\":"
                        + " invalid syntax");
        refused(
                "-f x",
                "invalid argument \"x\" for \"-f, --filter\" flag: bad format of filter (expected"
                        + " name=value)");
    }

    @Test
    void aRefusalShowsTheWayToTheHelp() {
        assertThatThrownBy(() -> parse("--nope"))
                .hasMessage(
                        """
                        unknown flag: --nope

                        Usage:  gantry x [OPTIONS] X

                        Run 'gantry x --help' for more information\
                        """);
    }

    @Test
    void helpIsATableOfOptions() {
        assertThat(Usage.help(SPEC.aliases("y x", "x"), "x"))
                .isEqualTo(
                        """
                        Usage:  gantry x [OPTIONS] X

                        Does x

                        Aliases:
                          gantry y x, gantry x

                        Options:
                          -e, --env list        Variable
                          -f, --filter filter   Filter
                          -i, --interactive     Input
                          -n, --last int        Last (default -1)
                          -m, --memory bytes    Memory
                              --name string     Name
                              --rm              Remove
                          -t, --tty             Terminal
                        """);
    }

    @Test
    void theWrongNumberOfArgumentsIsSaidInWords() {
        assertThat(Spec.Arity.NONE.demand()).isEqualTo("accepts no arguments");
        assertThat(Spec.Arity.exactly(1).demand()).isEqualTo("requires 1 argument");
        assertThat(Spec.Arity.atLeast(2).demand()).isEqualTo("requires at least 2 arguments");
        assertThat(Spec.Arity.atMost(1).demand()).isEqualTo("requires at most 1 argument");
        assertThat(new Spec.Arity(1, 2).demand())
                .isEqualTo("requires at least 1 and at most 2 arguments");
    }
}
