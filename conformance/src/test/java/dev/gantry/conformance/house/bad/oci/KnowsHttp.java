package dev.gantry.conformance.house.bad.oci;

import dev.gantry.conformance.house.bad.http.Door;

record KnowsHttp(Door door) {}
