package dev.gantry.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.conformance.LifeModel.Call;
import dev.gantry.conformance.LifeModel.Kind;
import dev.gantry.conformance.LifeModel.Status;
import org.junit.jupiter.api.Test;

/// The judge of {@link ConcurrencyTest} sees what is wrong.
class LifeModelTest {
    private final LifeModel model = new LifeModel();
    private int calls;

    private Call begin(Kind kind) {
        Call call = new Call(calls++, kind);
        model.begin(call);
        return call;
    }

    private boolean whole(Kind kind, int answer) {
        return model.end(begin(kind), answer, null);
    }

    @Test
    void aLifeInOrderIsExplained() {
        assertThat(whole(Kind.CREATE, 201)).isTrue();
        assertThat(whole(Kind.START, 204)).isTrue();
        assertThat(whole(Kind.PAUSE, 204)).isTrue();
        assertThat(model.end(begin(Kind.INSPECT), 200, Status.PAUSED)).isTrue();
        assertThat(whole(Kind.STOP, 204)).isTrue();
        assertThat(whole(Kind.REMOVE, 204)).isTrue();
        assertThat(whole(Kind.START, 404)).isTrue();
    }

    @Test
    void twoWinnersOfOneNameAreNot() {
        Call one = begin(Kind.CREATE);
        Call other = begin(Kind.CREATE);
        assertThat(model.end(one, 201, null)).isTrue();
        assertThat(model.end(other, 201, null)).isFalse();
    }

    @Test
    void aStopThatEndsNothingIsNot() {
        whole(Kind.CREATE, 201);
        whole(Kind.START, 204);
        assertThat(whole(Kind.STOP, 204)).isTrue();
        assertThat(model.end(begin(Kind.INSPECT), 200, Status.RUNNING)).isFalse();
    }

    @Test
    void twoWhoEndOneContainerBothSucceed() {
        whole(Kind.CREATE, 201);
        whole(Kind.START, 204);
        Call stop = begin(Kind.STOP);
        Call kill = begin(Kind.KILL);
        assertThat(model.end(kill, 204, null)).isTrue();
        assertThat(model.end(stop, 204, null)).isTrue();
    }

    @Test
    void aRestartMayMeetARemoval() {
        whole(Kind.CREATE, 201);
        whole(Kind.START, 204);
        Call restart = begin(Kind.RESTART);
        Call remove = begin(Kind.REMOVE_BY_FORCE);
        assertThat(model.end(remove, 204, null)).isTrue();
        assertThat(model.end(restart, 404, null)).isTrue();
        assertThat(whole(Kind.CREATE, 201)).isTrue();
    }

    @Test
    void aRemovedContainerIsGone() {
        whole(Kind.CREATE, 201);
        assertThat(whole(Kind.REMOVE, 204)).isTrue();
        assertThat(whole(Kind.REMOVE, 204)).isFalse();
    }
}
