/**
 * Which jobs a list shows, as people type it: {@code state:failed queue:reports error:timeout}.
 *
 * <p>Depends on the model and the store of {@code mayfly-jobs} only. Thread rule: all types are
 * immutable or stateless.
 */
@NullMarked
package dev.mayfly.console.filter;

import org.jspecify.annotations.NullMarked;
