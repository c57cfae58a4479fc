package dev.mayfly.examples.consensus;

/**
 * What a node says when it is asked. The name stands for a signature: only the node itself can make
 * a vote in its name, though others may claim to have heard one.
 *
 * @param node who says it
 * @param choice what
 */
record Vote(String node, Choice choice) {}
