@NullMarked
package dev.mayfly.console.source.chart;

import org.jspecify.annotations.NullMarked;
