/**
 * What an application with Mayfly in it writes against: {@link dev.mayfly.spring.MayflyJob} and
 * {@link dev.mayfly.spring.MayflyAgent} on its beans, {@link dev.mayfly.spring.Mayfly} to submit,
 * and two customizers for what configuration files cannot say.
 *
 * <p>Depends on {@code dev.mayfly.jobs}, {@code dev.mayfly.agents} (which may be absent) and {@code
 * dev.mayfly.kernel}; nothing here knows Spring Boot. Thread rule: every type is safe for use by
 * any thread.
 */
@NullMarked
package dev.mayfly.spring;

import org.jspecify.annotations.NullMarked;
