@NullMarked
package dev.gantry.host;

import org.jspecify.annotations.NullMarked;
