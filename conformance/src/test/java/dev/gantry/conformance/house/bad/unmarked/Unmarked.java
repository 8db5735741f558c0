package dev.gantry.conformance.house.bad.unmarked;

record Unmarked(String text) {}
