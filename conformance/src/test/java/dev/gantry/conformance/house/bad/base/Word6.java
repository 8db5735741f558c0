package dev.gantry.conformance.house.bad.base;

record Word6(String text) {}
