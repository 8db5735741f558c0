package dev.gantry.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.base.Json;
import dev.gantry.base.JsonValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private static final String DATA =
            """
            {"Id":"abc","N":5,"F":1.5,"Yes":true,"Nil":null,"Cmd":["sh","-c"],"Entrypoint":null,
             "State":{"Status":"running"},"Labels":{"b":"2","a.b":"1"},
             "Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"9/udp":null}}\
            """;

    private static String run(String template) throws Exception {
        return Template.compile(template).run(Json.parse(DATA));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{{.Id}} and {{ .N }}~abc and 5",
                "{{.State.Status}}~running",
                "{{.id}}~abc",
                "{{.Cmd}} {{.Labels}} {{.Entrypoint}} {{.Nil}}~[sh -c] map[a.b:1 b:2] [] <nil>",
                "{{.Ports}}~map[80/tcp:[{0.0.0.0 8080}] 9/udp:[]]",
                "{{json .State}} {{json .Entrypoint}}~{\"Status\":\"running\"} null",
                "{{json .Cmd | len}}~11",
                "{{index .Labels \"a.b\"}}|{{index .Labels \"nope\"}}|~1||",
                "{{(index (index .Ports \"80/tcp\") 0).HostPort}}~8080",
                "{{range $p, $c := .Ports}}{{$p}}={{len $c}} {{end}}~80/tcp=1 9/udp=0",
                "{{range .Cmd}}<{{.}}>{{end}}{{range .Entrypoint}}x{{else}}none{{end}}~<sh><-c>none",
                "{{range $i, $w := .Cmd}}{{$i}}{{$w}}{{end}}~0sh1-c",
                "{{if .Yes}}y{{else}}n{{end}}{{if .Nil}}y{{else if eq .N 5}}five{{end}}~yfive",
                "{{if .State.Health}}h{{else}}no health{{end}}~no health",
                "{{with .State}}{{.Status}} {{$.Id}}{{end}}~running abc",
                "{{$x := .Id}}{{$x}}{{$x = \"z\"}}{{$x}}~abcz",
                "a {{- .Id -}} b~aabcb",
                "{{/* nothing */}}x~x",
                "{{printf \"%-5s|%4d|%q|%05d|%v|%%\" .Id .N .Id .N .Cmd}}~abc  |   5|\"abc\"|00005|[sh -c]|%",
                "{{.F}} {{not .Yes}} {{and .N 0}} {{or .Nil .Id}}~1.5 false 0 abc",
                "{{lt .N 6}} {{ge .N 5}} {{ne .Id \"x\"}} {{eq .N 1 5}}~true true true true",
                "{{upper .Id}} {{title .Id}} {{join .Cmd \",\"}} {{split \"a:b\" \":\"}}~ABC Abc sh,-c [a b]",
                "{{truncate .Id 2}} {{pad .Id 1 2}}| {{slice .Id 1 2}} {{lower \"X\"}}~ab  abc  | b x",
                "{{print 1 2 \"a\" .Id}} {{html \"<&\"}} {{`raw\\n`}}~1 2aabc &lt;&amp; raw\\n",
                "{{\"quo\\\"te\"}} {{nil | not}}~quo\"te true",
            })
    void templatesPrintWhatGosDo(String template, String expected) throws Exception {
        assertThat(run(template).stripTrailing()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{{.Nope}}~template: :1:2: executing \"\" at <.Nope>: map has no entry for key \"Nope\"",
                "{{.State.Nope}}~template: :1:8: executing \"\" at <.State.Nope>: map has no entry for key \"Nope\"",
                "{{.Id~template: :1: unclosed action",
                "{{nope .Id}}~template: :1: function \"nope\" not defined",
                "{{if}}~template: :1: missing value for if",
                "{{if .Id}}~template: :1: unexpected EOF",
                "{{end}}~template: :1: unexpected {{end}}",
                "{{index .Cmd 7}}~error calling index: reflect: slice index out of range",
                "{{$nope}}~undefined variable \"$nope\"",
                "{{\"x}}~template: :1: unterminated quoted string",
            })
    void whatIsWrongIsSaidAsGoDoes(String template, String message) {
        assertThatThrownBy(() -> run(template))
                .isInstanceOf(TemplateException.class)
                .hasMessage(message);
    }

    private record Thing(String name, Map<String, String> labels) implements Row {
        @Override
        public List<String> names() {
            return List.of("Name", "Long");
        }

        @Override
        public String column(String column) {
            return column.equals("Name") ? name : name + " <" + name + ">";
        }
    }

    private static final List<Thing> THINGS =
            List.of(new Thing("a", Map.of("x.y", "1")), new Thing("a-longer-name", Map.of()));

    private static String list(String format) throws Exception {
        return new Listing(format, Map.of("Name", "NAME", "Long", "LONG")).print(THINGS);
    }

    @Test
    void tablesAlignTheirColumns() throws Exception {
        assertThat(list("table {{.Name}}\\t{{.Long}}\\t{{.Label \"x.y\"}}"))
                .isEqualTo(
                        """
                        NAME            LONG                            y
                        a               a <a>                           1
                        a-longer-name   a-longer-name <a-longer-name>   \n\
                        """);
    }

    @Test
    void rowsAsJsonHaveAllColumnsInOrderAndEscapeForTheWeb() throws Exception {
        assertThat(list("json").lines().findFirst())
                .hasValue("{\"Long\":\"a \\u003ca\\u003e\",\"Name\":\"a\"}");
    }

    @Test
    void aColumnThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> list("{{.Nope}}"))
                .hasMessage(
                        "failed to execute template: template: :1:2: executing \"\" at <.Nope>:"
                                + " can't evaluate field Nope");
    }

    @Test
    void columnsAreAlignedOnlyWithTheirNeighbours() {
        assertThat(Table.align("a\tb\n\nlonger-than-ten\tb\n", 10, 3))
                .isEqualTo("a         b\n\nlonger-than-ten   b\n");
    }

    @Test
    void jsonIsLaidOutAndOtherwiseLeftAlone() throws Exception {
        String json = "[{\"a\":1.50,\"b\":[ ],\"c\":{},\"d\":\"x\\u003c{\\\"\"}]";

        assertThat(JsonText.indent(json))
                .isEqualTo(
                        """
                        [
                            {
                                "a": 1.50,
                                "b": [],
                                "c": {},
                                "d": "x\\u003c{\\""
                            }
                        ]\
                        """);
        assertThat(JsonText.indent("[]")).isEqualTo("[]");
        assertThat(Json.parse(JsonText.indent(json))).isInstanceOf(JsonValue.Arr.class);
    }
}
