package dev.mayfly.engine.wasm;

import java.util.List;

/**
 * One module in a task's hands.
 *
 * <p>Thread rule: belongs to the thread of the task.
 */
public interface SandboxProgram {

    /**
     * The SHA-256 of the module's bytes.
     *
     * @return 64 hexadecimal digits in lower case
     */
    String sha256();

    /**
     * Calls a function on integers.
     *
     * @param function the name it is exported under
     * @param arguments as many as it has parameters; for one of type i32, a value that has 32 bits
     *     with or without a sign
     * @return its results, those of type i32 with their sign
     * @throws SandboxException if there is no such function, the arguments do not fit, the function
     *     traps, memory or time is up, or an import is not granted
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled meanwhile
     */
    List<Long> call(String function, long... arguments);

    /**
     * Calls a function on JSON. The module exports its {@code memory}, and {@code alloc(length:
     * i32) -> i32} that returns where there is room for so many bytes, 0 for nowhere. The function
     * itself is {@code (pointer: i32, length: i32) -> i64} and returns where its answer stands:
     * pointer in the upper 32 bits and length in the lower. Texts are in UTF-8.
     *
     * @param function the name it is exported under
     * @param json by convention one object; not looked into
     * @return the answer as the module wrote it; not looked into
     * @throws SandboxException as {@link #call}, and if the module does not keep this convention
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled meanwhile
     */
    String callJson(String function, String json);
}
