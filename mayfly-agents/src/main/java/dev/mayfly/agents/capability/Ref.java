package dev.mayfly.agents.capability;

import java.util.function.Function;

/**
 * Something that belongs to the agent that made it. It is not {@link Sendable}: passing it to
 * another agent does not compile.
 *
 * {@snippet :
 * Ref<Map<String, Integer>> totals = Ref.of(new HashMap<>());
 * totals.get().merge("EUR", 5, Integer::sum);
 * // other.send(totals);  does not compile
 * }
 *
 * <p>Thread rule: for the thread that runs its agent. Nothing is checked and nothing is paid at run
 * time: it is a mark for the compiler.
 *
 * @param <T> the type of the content
 */
public final class Ref<T> {

    private final T content;

    private Ref(T content) {
        this.content = content;
    }

    /**
     * Marks something as local.
     *
     * @param content what
     * @param <T> its type
     * @return the mark
     */
    public static <T> Ref<T> of(T content) {
        return new Ref<>(content);
    }

    /**
     * The content, to be used where the mark is.
     *
     * @return always the same
     */
    public T get() {
        return content;
    }

    /**
     * Makes a copy that can be sent.
     *
     * @param copier makes a copy that shares nothing that can be changed with the content
     * @param <R> the type of the copy
     * @return the copy, with nobody else who holds it
     */
    public <R> Iso<R> copy(Function<? super T, R> copier) {
        return Iso.of(copier.apply(content));
    }
}
