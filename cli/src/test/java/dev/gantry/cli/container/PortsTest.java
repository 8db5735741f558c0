package dev.gantry.cli.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.cli.value.Member;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "80/tcp~80/tcp",
                "80/tcp 81/tcp 83/tcp 82/udp~80-81/tcp, 83/tcp, 82/udp",
                "0.0.0.0:8080->80/tcp~0.0.0.0:8080->80/tcp",
                "0.0.0.0:80->80/tcp 0.0.0.0:81->81/tcp~0.0.0.0:80-81->80-81/tcp",
                "[::]:8080->80/tcp 443/tcp~443/tcp, [::]:8080->80/tcp",
            })
    void neighboursAreShownAsRanges(String ports, String expected) throws JsonException {
        StringBuilder json = new StringBuilder("{\"P\":[");
        for (String port : ports.split(" ")) {
            json.append(json.length() > 6 ? "," : "").append(document(port));
        }
        JsonValue.Obj document = (JsonValue.Obj) Json.parse(json.append("]}").toString());

        assertThat(Ports.show(Member.objects(document, "P"))).isEqualTo(expected);
    }

    private static String document(String port) {
        String[] sides = port.split("->");
        String[] inside = sides[sides.length - 1].split("/");
        String published = "";
        if (sides.length > 1) {
            int colon = sides[0].lastIndexOf(':');
            published =
                    ",\"IP\":\"%s\",\"PublicPort\":%s"
                            .formatted(
                                    sides[0].substring(0, colon).replaceAll("[\\[\\]]", ""),
                                    sides[0].substring(colon + 1));
        }
        return "{\"PrivatePort\":%s,\"Type\":\"%s\"%s}".formatted(inside[0], inside[1], published);
    }
}
