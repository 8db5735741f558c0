package dev.gantry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A connection's input that can be watched for its end while nobody reads.
///
/// A watch reads ahead on a thread of its own, and what it finds is given to the next reader. The
/// read cannot be called back without breaking the connection, so one that is under way outlives
/// its watch and the next reader waits for it. While {@link #isReadingAhead}, only that thread
/// touches `in` and the free part of `ahead`.
final class WatchedInput extends InputStream {
    private static final int AHEAD = 16 * 1024;

    private final InputStream in;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Watcher> watchers = new ArrayList<>();
    private byte[] ahead = new byte[0];
    private int from;
    private int to;
    private int waiting;
    private boolean isReadingAhead;
    private boolean isEnded;
    private @Nullable IOException failure;

    WatchedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        lock.lock();
        try {
            awaitReadAhead();
            if (to > from) {
                int count = Math.min(len, to - from);
                System.arraycopy(ahead, from, b, off, count);
                from += count;
                return count;
            }
            if (failure != null) {
                throw new IOException("connection lost", failure);
            }
            if (isEnded) {
                return -1;
            }
        } finally {
            lock.unlock();
        }
        return in.read(b, off, len);
    }

    private void awaitReadAhead() throws IOException {
        waiting++;
        try {
            while (isReadingAhead) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        } finally {
            waiting--;
        }
    }

    /// Has `whenGone` run once the input ends or fails. Only while nobody reads.
    Exchange.Watch watch(Runnable whenGone) {
        Watcher watcher = new Watcher(whenGone);
        lock.lock();
        try {
            if (isEnded || failure != null) {
                start("http-client-gone", whenGone);
            } else {
                watchers.add(watcher);
                startReadingAhead();
            }
        } finally {
            lock.unlock();
        }
        return watcher;
    }

    private final class Watcher implements Exchange.Watch {
        private final Runnable whenGone;

        Watcher(Runnable whenGone) {
            this.whenGone = whenGone;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                watchers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    void forgetAll() {
        lock.lock();
        try {
            watchers.clear();
        } finally {
            lock.unlock();
        }
    }

    private void startReadingAhead() {
        if (isReadingAhead) {
            return;
        }
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (ahead.length == 0) {
            ahead = new byte[AHEAD];
        }
        if (to < ahead.length) {
            isReadingAhead = true;
            start("http-read-ahead", this::readAhead);
        }
    }

    private static void start(String name, Runnable work) {
        Thread.ofVirtual().name(name).start(work);
    }

    private void readAhead() {
        boolean goesOn = true;
        while (goesOn) {
            int count = 0;
            IOException lost = null;
            try {
                count = in.read(ahead, to, ahead.length - to);
            } catch (IOException e) {
                lost = e;
            }
            goesOn = note(count, lost);
        }
    }

    /// @return whether to read on
    private boolean note(int count, @Nullable IOException lost) {
        lock.lock();
        try {
            to += Math.max(count, 0);
            isEnded = count < 0;
            failure = lost;
            isReadingAhead =
                    count >= 0
                            && lost == null
                            && waiting == 0
                            && to < ahead.length
                            && !watchers.isEmpty();
            if (isEnded || lost != null) {
                watchers.forEach(watcher -> start("http-client-gone", watcher.whenGone));
                watchers.clear();
            }
            changed.signalAll();
            return isReadingAhead;
        } finally {
            lock.unlock();
        }
    }
}
