@NullMarked
package dev.mayfly.console.source.agent;

import org.jspecify.annotations.NullMarked;
