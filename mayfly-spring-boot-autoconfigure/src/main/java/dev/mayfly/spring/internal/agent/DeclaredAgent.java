package dev.mayfly.spring.internal.agent;

import dev.mayfly.spring.MayflyAgent;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * An agent that a bean declares.
 *
 * @param name the agent's name
 * @param beanName the bean that is its handler or body
 * @param place what carries the annotation, for people
 * @param body whether it is a body; a handler otherwise
 * @param messages the type of its messages
 * @param queue the queue whose engine runs it; null for the runtime's
 * @param settings the annotation
 */
record DeclaredAgent(
        String name,
        String beanName,
        String place,
        boolean body,
        ResolvableType messages,
        @Nullable String queue,
        MayflyAgent settings) {}
