@NullMarked
package dev.mayfly.console.web;

import org.jspecify.annotations.NullMarked;
