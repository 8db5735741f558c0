/// Networks and places in them, as requests describe them.
@NullMarked
package dev.gantry.api.network;

import org.jspecify.annotations.NullMarked;
