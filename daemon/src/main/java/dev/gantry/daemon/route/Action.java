package dev.gantry.daemon.route;

/// What a route does with a request: parse, call, render.
@FunctionalInterface
interface Action {
    void run(Request request) throws Exception;
}
