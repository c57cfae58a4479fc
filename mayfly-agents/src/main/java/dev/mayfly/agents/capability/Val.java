package dev.mayfly.agents.capability;

import java.util.Objects;

/**
 * Something that nobody can change, and that may therefore be shared.
 *
 * {@snippet :
 * record Price(String symbol, BigDecimal amount) {}
 *
 * trader.send(Val.of(new Price("MAY", new BigDecimal("12.50"))));
 * Val.of(new Price[1]);  // throws: an array can be changed
 * }
 *
 * <p>What can be shown to be immutable, all the way down:
 *
 * <ul>
 *   <li>texts, boxed numbers, {@code BigInteger}, {@code BigDecimal} (not a subclass of either),
 *       the values of {@code java.time}, {@code UUID}, {@code URI}, {@code Locale}, {@code
 *       Currency}, {@code Pattern}, {@code Class}, and tags;
 *   <li>records, enums and lambdas whose every field is final and holds such, however deep; a
 *       lambda's fields are what it captures;
 *   <li>the lists, sets, maps and entries that {@code List.of}, {@code List.copyOf}, {@code
 *       Stream.toList}, {@code Collections.emptyList} and their like make, and optionals, of such.
 * </ul>
 *
 * <p>An array never passes, not even one of length 0: what can be sent should not depend on what is
 * in it today. A type is looked at once. If no value of it can be changed, as of a record of texts
 * and numbers, each further value costs a single look-up; where it has fields that may hold
 * anything, such as a {@code List} or a {@code BigDecimal}, those are looked at in each value.
 *
 * <p>Thread rule: immutable.
 *
 * @param <T> the type of the content
 */
public final class Val<T> implements Sendable<T> {

    private final T content;

    private Val(T content) {
        this.content = content;
    }

    /**
     * Proves that a value cannot be changed.
     *
     * @param content not null
     * @param <T> its type
     * @return a proof
     * @throws IllegalArgumentException if it can be changed or cannot be shown not to be; it names
     *     the field by which; or if a field must be read whose class is in a package that is not
     *     open to this module
     * @throws NullPointerException if the content is null
     */
    public static <T> Val<T> of(T content) {
        Immutability.check(Objects.requireNonNull(content, "a Val needs a content"));
        return new Val<>(content);
    }

    /**
     * Whether every value of a class is proved by its class alone. Values of other classes need a
     * look at what they hold, each of them.
     *
     * @param type the class of a value, as in {@code Integer.class}
     * @return false also where no value of it can be proved
     * @throws IllegalArgumentException if a field must be read and the class is in a package that
     *     is not open to this module
     */
    public static boolean isProvedByClass(Class<?> type) {
        return Verdicts.of(type) instanceof Verdict.Immutable;
    }

    /**
     * The content.
     *
     * @return always the same
     */
    public T get() {
        return content;
    }

    @Override
    public T handOver() {
        return content;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Val<?> val && val.content.equals(content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    @Override
    public String toString() {
        return content.toString();
    }
}
