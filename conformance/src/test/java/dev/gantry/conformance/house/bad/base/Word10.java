package dev.gantry.conformance.house.bad.base;

record Word10(String text) {}
