package dev.mayfly.engine.wasm;

import org.jspecify.annotations.Nullable;

/** A module may not run, or a call of one of its functions failed. The process is unharmed. */
public final class SandboxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No module of that name. */
        UNKNOWN_MODULE,
        /** The module's SHA-256 is not among those allowed. */
        HASH_NOT_ALLOWED,
        /** The bytes are no valid module. */
        INVALID_MODULE,
        /** It imports what it was not granted. */
        IMPORT_NOT_GRANTED,
        /** It exports no such function. */
        UNKNOWN_FUNCTION,
        /** Number or size of the arguments, or the types of the function, do not fit. */
        WRONG_ARGUMENTS,
        /** The code did what it must not, such as dividing by zero or reaching out of memory. */
        TRAP,
        /** It needs more memory than it may have. */
        OUT_OF_MEMORY,
        /** It computed longer than it may. */
        TIMED_OUT,
        /** Its thread was interrupted by somebody else than the kernel. */
        INTERRUPTED
    }

    private final Kind kind;

    SandboxException(Kind kind, String message) {
        this(kind, message, null);
    }

    SandboxException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What went wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
