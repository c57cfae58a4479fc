@NullMarked
package dev.mayfly.console.audit;

import org.jspecify.annotations.NullMarked;
