@NullMarked
package dev.gantry.engine;

import org.jspecify.annotations.NullMarked;
