package dev.mayfly.engine.wasm.wat;

/** A text is no module, or uses what this assembler does not know; the message names the line. */
public final class WatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WatException(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
