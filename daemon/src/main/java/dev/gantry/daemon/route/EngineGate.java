package dev.gantry.daemon.route;

import dev.gantry.engine.Engine;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Where calls wait until the engine is open, so that the daemon can be pinged before.
///
/// Opened once, by the thread that starts the daemon; any thread passes.
public final class EngineGate {
    private final CountDownLatch isOpen = new CountDownLatch(1);
    private volatile @Nullable Engine engine;

    public void open(Engine opened) {
        engine = opened;
        isOpen.countDown();
    }

    Engine engine() throws InterruptedException {
        isOpen.await();
        Engine opened = engine;
        if (opened == null) {
            throw new IllegalStateException("the gate is open and there is no engine");
        }
        return opened;
    }
}
