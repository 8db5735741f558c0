package dev.gantry.engine.image;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Lets only one at a time work on a thing; the others wait, and find it done.
final class Turns<K> {
    private final Map<K, Queue> queues = new HashMap<>();

    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    interface Work {
        void run() throws java.io.IOException, InterruptedException;
    }

    void take(K thing, Work work) throws java.io.IOException, InterruptedException {
        Queue queue = enter(thing);
        try {
            queue.lock.lockInterruptibly();
            try {
                work.run();
            } finally {
                queue.lock.unlock();
            }
        } finally {
            leave(thing, queue);
        }
    }

    private synchronized Queue enter(K thing) {
        Queue queue = queues.computeIfAbsent(thing, _ -> new Queue());
        queue.users++;
        return queue;
    }

    private synchronized void leave(K thing, Queue queue) {
        if (--queue.users == 0) {
            queues.remove(thing);
        }
    }
}
