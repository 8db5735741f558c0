package dev.gantry.conformance.house.bad.base;

record Word9(String text) {}
