package dev.gantry.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteoutsTest {
    @Test
    void namesAreTold() throws MalformedArchiveException {
        assertThat(of("file")).isEqualTo(new Whiteout.None());
        assertThat(of(".wh")).isEqualTo(new Whiteout.None());
        assertThat(of(".wh..wh..opq")).isEqualTo(new Whiteout.Opaque());
        assertThat(of(".wh..wh.plnk")).isEqualTo(new Whiteout.Foreign());
        assertThat(of(".wh.file")).usingRecursiveComparison().isEqualTo(removed("file"));
        assertThat(of(".wh..hidden")).usingRecursiveComparison().isEqualTo(removed(".hidden"));
        assertThat(of(".wh....")).usingRecursiveComparison().isEqualTo(removed("..."));
        assertThat(Whiteouts.of(Whiteouts.opaque())).isEqualTo(new Whiteout.Opaque());
        assertThat(Whiteouts.of(Whiteouts.removing(Tars.bytes("\u00ff"))))
                .usingRecursiveComparison()
                .isEqualTo(removed("\u00ff"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh..."})
    void aWhiteoutOfTheDirectoryOrItsParentIsRefused(String name) {
        assertThatThrownBy(() -> of(name)).isInstanceOf(MalformedArchiveException.class);
    }

    private static Whiteout of(String name) throws MalformedArchiveException {
        return Whiteouts.of(Tars.bytes(name));
    }

    private static Whiteout removed(String name) {
        return new Whiteout.Removed(Tars.bytes(name));
    }
}
