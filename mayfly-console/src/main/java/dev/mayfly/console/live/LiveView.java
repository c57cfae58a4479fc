package dev.mayfly.console.live;

import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Shell;

/**
 * One page in a stream.
 *
 * @param key the page's address, which names its events
 * @param source the page
 * @param shell what is around it
 */
public record LiveView(String key, PageSource source, Shell shell) {}
