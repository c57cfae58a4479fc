/**
 * Jarwatch: a Spring Boot application that audits a folder of jars with Mayfly's jobs. Holds the
 * start and the wiring; may depend on everything below it.
 */
@NullMarked
package dev.mayfly.sample.jarwatch;

import org.jspecify.annotations.NullMarked;
