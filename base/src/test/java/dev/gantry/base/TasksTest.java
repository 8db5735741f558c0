package dev.gantry.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TasksTest {
    @Test
    void joinWaitsForAll() throws Exception {
        try (Tasks tasks = Tasks.open("test")) {
            Future<Integer> one = tasks.fork(() -> 1);
            Future<Integer> two = tasks.fork(() -> 2);
            tasks.join();
            assertThat(one.resultNow() + two.resultNow()).isEqualTo(3);
        }
    }

    @Test
    void theFirstFailureInterruptsTheOthersAndArrivesAsItWas() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        assertThatThrownBy(
                        () -> {
                            try (Tasks tasks = Tasks.open("test")) {
                                tasks.fork(() -> {
                                    started.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        interrupted.set(true);
                                    }
                                    return null;
                                });
                                started.await();
                                tasks.fork(() -> {
                                    throw new IOException("disk gone");
                                });
                                tasks.join();
                            }
                        })
                .isInstanceOf(IOException.class)
                .hasMessage("disk gone");
        assertThat(interrupted).isTrue();
    }

    @Test
    void theCurrentCallIsInherited() throws Exception {
        String id =
                new Call("c-1")
                        .run(() -> {
                            try (Tasks tasks = Tasks.open("test")) {
                                Future<String> seen =
                                        tasks.fork(() -> Call.current().orElseThrow().id());
                                tasks.join();
                                return seen.resultNow();
                            }
                        });
        assertThat(id).isEqualTo("c-1");
    }
}
