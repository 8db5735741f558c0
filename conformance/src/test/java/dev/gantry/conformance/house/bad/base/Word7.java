package dev.gantry.conformance.house.bad.base;

record Word7(String text) {}
