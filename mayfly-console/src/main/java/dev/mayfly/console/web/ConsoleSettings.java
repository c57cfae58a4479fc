package dev.mayfly.console.web;

/**
 * What the web adapter is told.
 *
 * @param path the console's path in the application, without a slash at the end; empty for the root
 * @param application the application's name and node, for the foot of the page
 * @param forwardingTrusted whether the application was told to believe forwarding headers: then no
 *     request can be shown to come from this machine
 */
public record ConsoleSettings(String path, String application, boolean forwardingTrusted) {}
