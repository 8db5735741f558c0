package dev.gantry.conformance.house.bad.engine.container;

final class LooksUpUsers {
    private LooksUpUsers() {}

    static void waitABit() throws InterruptedException {
        System.out.println("waiting");
        Thread.sleep(1);
    }

    @SuppressWarnings("restricted")
    static void load() {
        Runtime.getRuntime().load("/lib/libc.so.6");
    }
}
