package dev.gantry.conformance.house.bad.base;

record Word13(String text) {}
