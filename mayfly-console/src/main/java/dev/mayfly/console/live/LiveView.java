package dev.mayfly.console.live;

import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.PageSource;
import dev.mayfly.console.view.Shell;

/**
 * One page in a stream.
 *
 * @param key the page's address, which names its events
 * @param rights what its reader may do
 * @param source the page, as it is for every reader with these rights
 * @param shell what is around it
 */
public record LiveView(String key, Rights rights, PageSource source, Shell shell) {}
