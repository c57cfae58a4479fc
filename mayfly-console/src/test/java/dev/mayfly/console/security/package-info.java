@NullMarked
package dev.mayfly.console.security;

import org.jspecify.annotations.NullMarked;
