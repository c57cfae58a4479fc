/**
 * What the running JDK offers, and what it took back: the facts a jar's references are judged by.
 *
 * <p>Every fact is read from the JDK itself: packages and exports from its module descriptors,
 * deprecations from its class files, earlier releases from the signature file that {@code javac
 * --release} uses. No list of API names is kept here, so that a newer JDK judges by newer facts.
 *
 * <p>May depend on the JDK only. All public types are immutable after construction and safe for any
 * number of threads.
 */
@NullMarked
package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.NullMarked;
