package dev.mayfly.engine.wasm;

import dev.mayfly.kernel.engine.GrantedBy;

/**
 * What a body on the WASM engine may do: call functions of WebAssembly modules.
 *
 * {@snippet :
 * Sandbox sandbox = task.facility(Sandbox.class);
 * long score = sandbox.program("risk").call("score", 17, 4).getFirst();
 * String answer = sandbox.program("rules").callJson("judge", "{\"jar\": \"a.jar\"}");
 * }
 *
 * <p>A module sees its arguments, its own memory and the functions that were granted to it, nothing
 * else: no files, no clock, no network. Each call has a fresh instance, so nothing remains from one
 * call to the next.
 *
 * <p>Thread rule: belongs to the thread of the task, which computes until the call ends.
 */
@GrantedBy("wasm")
public interface Sandbox {

    /**
     * A module that the engine was configured with.
     *
     * @param name its name
     * @return the module
     * @throws SandboxException if there is none of that name; it names those there are
     */
    SandboxProgram program(String name);

    /**
     * A module that comes with the task.
     *
     * @param wasm its bytes
     * @return the module
     * @throws SandboxException if its SHA-256 is not among those allowed, or it is no valid module
     */
    SandboxProgram load(byte[] wasm);
}
