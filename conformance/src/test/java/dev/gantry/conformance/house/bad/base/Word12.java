package dev.gantry.conformance.house.bad.base;

record Word12(String text) {}
