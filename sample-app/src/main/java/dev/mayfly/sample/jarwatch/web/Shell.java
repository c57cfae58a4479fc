package dev.mayfly.sample.jarwatch.web;

/**
 * What every page shows around its content.
 *
 * @param console where the console is
 * @param java the running Java, which judges
 */
record Shell(String console, String java) {}
