@NullMarked
package dev.mayfly.console.demo;

import org.jspecify.annotations.NullMarked;
