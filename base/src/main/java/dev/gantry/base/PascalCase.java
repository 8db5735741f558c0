package dev.gantry.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a record: its JSON fields are the component names with a capital first letter, as in Docker's
/// API (`hostConfig` is `HostConfig`). Without it the component names are the fields, as in OCI
/// documents.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PascalCase {}
