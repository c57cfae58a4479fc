package dev.mayfly.kernel.engine.process;

import dev.mayfly.kernel.engine.GrantedBy;

/**
 * What a body on the process engine may do: run programs.
 *
 * {@snippet :
 * CommandResult listing = task.facility(Subprocesses.class).run(Command.of("ls", "-l"));
 * }
 *
 * <p>The wait for a program is a system call with a reason that can be seen, such as {@code waits
 * for process 4711 jdeps}. When it ends, or its task is cancelled, is past its time-out or fails,
 * everything the program has started is ended too: by SIGTERM, and after a grace by SIGKILL. Found
 * are the members of its session, its descendants, and whatever carries its mark in the
 * environment; so a process must both have a parent that ended, a session of its own and an
 * environment that was wiped to be missed.
 *
 * <p>Thread rule: belongs to the thread of the task. One program at a time for one task; spawn
 * children for more.
 */
@GrantedBy("process")
public interface Subprocesses {

    /**
     * Runs a program to its end.
     *
     * @param command what to run
     * @return what came of it, for exit code 0
     * @throws CommandFailedException if it could not be started, ended otherwise, exceeded a limit
     *     or wrote a malformed line; the message names the program and quotes its last errors
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled first
     */
    default CommandResult run(Command command) {
        return run(command, CommandListener.NONE);
    }

    /**
     * Runs a program to its end and hears what it says meanwhile.
     *
     * @param command what to run
     * @param listener hears it
     * @return what came of it, for exit code 0
     * @throws CommandFailedException if it could not be started, ended otherwise, exceeded a limit
     *     or wrote a malformed line; the message names the program and quotes its last errors
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled first
     */
    CommandResult run(Command command, CommandListener listener);
}
