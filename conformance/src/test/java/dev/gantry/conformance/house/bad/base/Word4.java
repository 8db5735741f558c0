package dev.gantry.conformance.house.bad.base;

record Word4(String text) {}
