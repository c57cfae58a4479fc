@NullMarked
package dev.mayfly.console.source.overview;

import org.jspecify.annotations.NullMarked;
