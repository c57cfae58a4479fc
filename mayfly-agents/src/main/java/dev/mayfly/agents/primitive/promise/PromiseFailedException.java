package dev.mayfly.agents.primitive.promise;

/** Thrown to those who wait for a promise that was failed; its cause says why. */
public final class PromiseFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PromiseFailedException(String promise, Throwable cause) {
        super(promise + " was failed: " + cause, cause);
    }
}
