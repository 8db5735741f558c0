package dev.gantry.conformance.house.bad.base;

record Word1(String text) {}
