package dev.gantry.conformance.house.bad.base;

record Word8(String text) {}
