/** The state of the running application. */
@NullMarked
package dev.mayfly.console.state.live;

import org.jspecify.annotations.NullMarked;
