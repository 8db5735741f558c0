package dev.gantry.conformance.house.bad.base;

record Word2(String text) {}
