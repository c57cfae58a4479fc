package dev.mayfly.agents.capability;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * Something that one holds and nobody else: it may be changed, and it may be sent, after which the
 * sender has it no more.
 *
 * {@snippet :
 * Iso<ByteBuffer> page = Iso.of(ByteBuffer.allocate(4096));
 * writer.send(page);
 * page.take();  // throws IsoConsumedException
 * }
 *
 * <p>It is used once: {@link #take()} and sending each use it up. A second use throws, and with
 * assertions on says where the first one was; keeping that place costs a stack trace, so without
 * assertions it is not kept, and a use is one compare-and-set. What the compiler can see, the check
 * of {@code mayfly-error-prone} reports earlier.
 *
 * <p>Whoever makes one promises that nobody else holds the content: that cannot be checked.
 *
 * <p>Thread rule: safe for use by any thread; of several that use it at once, one succeeds. What
 * its maker did before making it happens-before what that one does after.
 *
 * @param <T> the type of the content
 */
public final class Iso<T> implements Sendable<T> {

    private static final VarHandle CONTENT;

    static {
        try {
            CONTENT = MethodHandles.lookup().findVarHandle(Iso.class, "content", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Whether assertions are on. */
    private static final boolean KEEPS_PLACES = Iso.class.desiredAssertionStatus();

    /** What a use leaves behind where no place is kept. */
    private static final Used USED = new Used(null);

    /**
     * The content, and once it is used up a {@link Used}. One field, so that whoever loses a race
     * also sees where it was lost.
     */
    private volatile Object content;

    /** Stands in the place of the content. */
    private record Used(@Nullable Throwable here) {}

    private Iso(T content) {
        this.content = Objects.requireNonNull(content, "an Iso needs a content");
    }

    /**
     * Makes one.
     *
     * @param content not null; nobody else holds it, which the caller promises
     * @param <T> its type
     * @return a new one
     */
    public static <T> Iso<T> of(T content) {
        return new Iso<>(content);
    }

    /**
     * Takes the content out, and uses this up.
     *
     * @return the content, which is the caller's from here on
     * @throws IsoConsumedException if it was used before
     */
    @SuppressWarnings("unchecked") // what was put in
    public T take() {
        Object found = content;
        if (!(found instanceof Used)) {
            Used used = KEEPS_PLACES ? usedHere(found) : USED;
            Object witness = CONTENT.compareAndExchange(this, found, used);
            if (witness == found) {
                return (T) found;
            }
            found = witness;
        }
        throw new IsoConsumedException(((Used) found).here());
    }

    private static Used usedHere(Object content) {
        return new Used(
                new Throwable(
                        "an Iso of "
                                + content.getClass().getTypeName()
                                + " was used up here, by the thread \""
                                + Thread.currentThread().getName()
                                + "\""));
    }

    /**
     * Whether it was used up; another thread may use it up the next moment.
     *
     * @return true if {@link #take()} would throw
     */
    public boolean isConsumed() {
        return content instanceof Used;
    }

    /**
     * Takes the content out, as {@link #take()} does.
     *
     * @throws IsoConsumedException if it was used before
     */
    @Override
    public T handOver() {
        return take();
    }

    @Override
    public String toString() {
        return isConsumed() ? "Iso (given away)" : "Iso";
    }
}
