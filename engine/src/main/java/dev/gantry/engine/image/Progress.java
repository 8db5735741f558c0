package dev.gantry.engine.image;

/// Told how long work goes on. Called from several threads at once.
public interface Progress {
    Progress NONE =
            new Progress() {
                @Override
                public void status(String id, String status) {}

                @Override
                public void advanced(String id, String status, long current, long total) {}
            };

    /// @param id of a layer in its short form, a tag, or empty for a line about the whole
    void status(String id, String status);

    /// @param total in bytes; 0 when it is not known
    void advanced(String id, String status, long current, long total);
}
