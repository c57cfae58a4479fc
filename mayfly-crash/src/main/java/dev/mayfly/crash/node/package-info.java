/**
 * An application with a job runtime that submits and runs jobs until it is killed, and tells the
 * ledger of everything.
 *
 * <p>Depends on {@code dev.mayfly.crash.ledger}, and on the public parts of Mayfly as every
 * application does. Thread rule: stated by each class.
 */
@NullMarked
package dev.mayfly.crash.node;

import org.jspecify.annotations.NullMarked;
