package dev.gantry.engine.container;

import java.security.SecureRandom;

/// Names for containers that were given none: a trait and a harbour word.
final class ContainerNames {
    private static final String[] TRAITS = {
        "able", "brave", "brisk", "bright", "calm", "clever", "daring", "eager", "fair", "fleet",
        "gentle", "glad", "golden", "hardy", "honest", "keen", "kind", "lively", "loyal", "lucky",
        "merry", "mighty", "neat", "noble", "patient", "placid", "proud", "quick", "quiet", "ready",
        "rustic", "serene", "sharp", "silver", "sober", "solid", "steady", "sturdy", "sunny",
        "swift", "tidy", "trusty", "upbeat", "vivid", "warm", "wise", "witty", "zesty"
    };
    private static final String[] THINGS = {
        "anchor",
        "barge",
        "beacon",
        "berth",
        "boom",
        "bollard",
        "buoy",
        "cable",
        "capstan",
        "cargo",
        "chart",
        "compass",
        "crane",
        "davit",
        "deck",
        "derrick",
        "dock",
        "ferry",
        "galley",
        "gantry",
        "harbour",
        "hatch",
        "hawser",
        "helm",
        "hoist",
        "hull",
        "jetty",
        "keel",
        "ketch",
        "lantern",
        "mast",
        "mooring",
        "pallet",
        "pier",
        "pilot",
        "quay",
        "rigging",
        "rudder",
        "schooner",
        "sextant",
        "sheave",
        "sloop",
        "tackle",
        "tiller",
        "trawler",
        "tug",
        "wharf",
        "winch"
    };
    private static final SecureRandom RANDOM = new SecureRandom();

    private ContainerNames() {}

    /// @param attempt from 0; later ones carry a number, since the plain ones seem to be taken
    static String random(int attempt) {
        String name =
                TRAITS[RANDOM.nextInt(TRAITS.length)] + "_" + THINGS[RANDOM.nextInt(THINGS.length)];
        return attempt == 0 ? name : name + RANDOM.nextInt(10 * attempt);
    }
}
