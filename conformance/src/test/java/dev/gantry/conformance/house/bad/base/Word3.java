package dev.gantry.conformance.house.bad.base;

record Word3(String text) {}
