package dev.gantry.conformance.house.bad.base;

record Word5(String text) {}
