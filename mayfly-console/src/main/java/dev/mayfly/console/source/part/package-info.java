/**
 * Parts of pages that are made of one record alone.
 *
 * <p>Depends on views and links. Thread rule: immutable.
 */
@NullMarked
package dev.mayfly.console.source.part;

import org.jspecify.annotations.NullMarked;
