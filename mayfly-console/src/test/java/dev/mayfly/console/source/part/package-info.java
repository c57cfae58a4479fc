@NullMarked
package dev.mayfly.console.source.part;

import org.jspecify.annotations.NullMarked;
