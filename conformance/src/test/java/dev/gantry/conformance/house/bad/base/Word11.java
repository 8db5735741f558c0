package dev.gantry.conformance.house.bad.base;

record Word11(String text) {}
