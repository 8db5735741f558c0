package dev.gantry.host.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdiDevicesTest {
    @TempDir Path directory;
    private Path first;
    private Path second;
    private CdiDevices devices;

    @BeforeEach
    void makeDirectories() throws IOException {
        first = Files.createDirectory(directory.resolve("first"));
        second = Files.createDirectory(directory.resolve("second"));
        devices = new CdiDevices(List.of(first, second, directory.resolve("missing")));
    }

    private static String spec(String device, String variable) {
        return """
        cdiVersion: "0.6.0"
        kind: example.com/device
        containerEdits:
          hooks:
            - {hookName: createContainer, path: /bin/true, args: ["true", a], timeout: 3}
        devices:
          - name: %s
            containerEdits:
              env: [%s]
              deviceNodes: [{path: /dev/there, hostPath: /dev/null, permissions: r}]
              mounts: [{hostPath: /etc, containerPath: /there}]
              additionalGids: [0, 7]
        """
                .formatted(device, variable);
    }

    @Test
    void aDeviceBringsItsOwnEditsAndThoseOfItsFile() throws IOException {
        Files.writeString(first.resolve("a.yaml"), spec("one", "A=1"));
        CdiEdits edits = devices.edits(List.of("example.com/device=one"));
        assertThat(edits.env()).containsExactly("A=1");
        assertThat(edits.devices())
                .singleElement()
                .satisfies(device -> {
                    assertThat(device.path()).isEqualTo("/dev/there");
                    assertThat(device.major()).isEqualTo(1);
                    assertThat(device.minor()).isEqualTo(3);
                });
        assertThat(edits.rules()).containsExactly(new Resources.DeviceRule(true, "c", 1L, 3L, "r"));
        assertThat(edits.mounts().getFirst().destination()).isEqualTo("/there");
        assertThat(edits.groups()).containsExactly(7L);
        assertThat(edits.hooks().get("createContainer"))
                .containsExactly(
                        new RuntimeRequest.Hook("/bin/true", List.of("true", "a"), List.of(), 3));
    }

    @Test
    void aLaterDirectoryCountsMore() throws IOException {
        Files.writeString(first.resolve("a.yaml"), spec("one", "A=first"));
        Files.writeString(second.resolve("a.json"), spec("one", "A=second"));
        assertThat(devices.edits(List.of("example.com/device=one")).env())
                .containsExactly("A=second");
    }

    @Test
    void aDeviceTwoFilesDescribeIsNone() throws IOException {
        Files.writeString(first.resolve("a.yaml"), spec("one", "A=1"));
        Files.writeString(first.resolve("b.yaml"), spec("one", "A=2"));
        assertThatThrownBy(() -> devices.edits(List.of("example.com/device=one")))
                .hasMessage(
                        "CDI device injection failed: unresolvable CDI devices"
                                + " example.com/device=one");
    }

    @Test
    void aBrokenFileIsPassedOver() throws IOException {
        Files.writeString(first.resolve("broken.yaml"), "a: [");
        Files.writeString(first.resolve("good.yaml"), spec("one", "A=1"));
        assertThat(devices.edits(List.of("example.com/device=one")).env()).isNotEmpty();
    }

    @Test
    void nothingIsReadForNoDevice() throws IOException {
        assertThat(devices.edits(List.of())).isEqualTo(CdiEdits.NONE);
    }
}
