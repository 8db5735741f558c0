package dev.gantry.conformance.house.bad.host.storage;

import dev.gantry.conformance.house.bad.host.network.Bridge;

record KnowsNetwork(Bridge bridge) {}
