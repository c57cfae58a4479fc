package dev.mayfly.console.web;

/**
 * How far an action on many jobs has come.
 *
 * @param jobs how many jobs it has changed; 0 while it goes on
 * @param ended whether it has ended; an action that has not goes on by itself
 */
public record ManyResult(long jobs, boolean ended) {}
