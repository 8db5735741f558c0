package dev.gantry.engine.image;

/// An image that stays, whatever is removed, until this is closed.
///
/// @param end lets go of it
public record ImageUse(Image image, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
        end.run();
    }
}
