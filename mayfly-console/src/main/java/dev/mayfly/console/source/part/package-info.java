/**
 * Parts of pages that are made of one record, and pictures that pages share.
 *
 * <p>Depends on views, links and the store's model. Thread rule: immutable, but for {@link
 * dev.mayfly.console.source.part.Snapshots}.
 */
@NullMarked
package dev.mayfly.console.source.part;

import org.jspecify.annotations.NullMarked;
