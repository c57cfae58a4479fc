/** Agents in an application: declared, injected, started, ended, seen. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.agent;

import org.jspecify.annotations.NullMarked;
