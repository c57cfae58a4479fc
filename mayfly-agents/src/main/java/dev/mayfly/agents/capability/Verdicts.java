package dev.mayfly.agents.capability;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges classes by reflection, each once.
 *
 * <p><b>Closed types.</b> Where the declared types that can be reached from a class name every
 * class that can ever stand there (primitives, final classes, records, enums, sealed types), and
 * none of those can be changed, the class is immutable and no value of it need be looked at. A type
 * that refers to itself is no obstacle: what is sought is the largest set of types that hold only
 * each other, so a type under examination counts as good until something bad is reached.
 *
 * <p>Thread rule: safe for use by any thread. Two threads that meet a new class both judge it, and
 * agree.
 */
final class Verdicts {

    /** Of these classes, and not of their subclasses, no value can be changed. */
    private static final Set<Class<?>> KNOWN =
            Set.of(
                    String.class,
                    Boolean.class,
                    Character.class,
                    Byte.class,
                    Short.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    Class.class,
                    BigInteger.class,
                    BigDecimal.class,
                    MathContext.class,
                    UUID.class,
                    URI.class,
                    Locale.class,
                    Currency.class,
                    Pattern.class,
                    OptionalInt.class,
                    OptionalLong.class,
                    OptionalDouble.class,
                    Duration.class,
                    Instant.class,
                    LocalDate.class,
                    LocalDateTime.class,
                    LocalTime.class,
                    OffsetDateTime.class,
                    OffsetTime.class,
                    ZonedDateTime.class,
                    ZoneOffset.class,
                    ZoneId.of("Europe/Zurich").getClass(),
                    Period.class,
                    Year.class,
                    YearMonth.class,
                    MonthDay.class,
                    Val.class);

    /** Found by making one of each, since their names are the JDK's own affair. */
    private static final Set<Class<?>> CONTAINERS =
            Stream.of(
                            List.of(),
                            List.of(1),
                            List.of(1, 2, 3),
                            List.of(1, 2, 3).subList(0, 2),
                            Set.of(),
                            Set.of(1),
                            Map.of(),
                            Map.of(1, 1),
                            Map.of(1, 1, 2, 2),
                            Map.entry(1, 1),
                            new AbstractMap.SimpleImmutableEntry<>(1, 1),
                            Collections.emptyList(),
                            Collections.emptySet(),
                            Collections.emptyMap(),
                            Collections.singletonList(1),
                            Collections.singleton(1),
                            Collections.singletonMap(1, 1),
                            Optional.empty())
                    .map(Object::getClass)
                    .collect(Collectors.toUnmodifiableSet());

    private static final MethodType FROM_OBJECT = MethodType.methodType(Object.class, Object.class);

    private static final ClassValue<Verdict> VERDICTS =
            new ClassValue<>() {
                @Override
                protected Verdict computeValue(Class<?> type) {
                    return judge(type);
                }
            };

    private Verdicts() {}

    /**
     * The verdict on a class; after the first time a single look-up.
     *
     * @param type the class of a value
     * @return what is known of all its values
     * @throws IllegalArgumentException if a field must be read and the class is in a package that
     *     is not open to this one
     */
    static Verdict of(Class<?> type) {
        return VERDICTS.get(type);
    }

    /** Whether values of a class show themselves as text without running anybody's code. */
    static boolean isPlain(Class<?> type) {
        return KNOWN.contains(type) && type != Val.class;
    }

    private static Verdict judge(Class<?> type) {
        if (isTrusted(type)) {
            return new Verdict.Immutable();
        }
        if (CONTAINERS.contains(type)) {
            return new Verdict.Elements();
        }
        if (type.isArray()) {
            return new Verdict.Mutable("", "is an array, which can be changed");
        }
        if (!showsItsFields(type)) {
            return new Verdict.Mutable("", "is of " + type.getTypeName() + notKnown(type));
        }
        return judgeFields(type);
    }

    private static String notKnown(Class<?> type) {
        return type.isAnonymousClass()
                ? ", an anonymous class, which may do anything"
                : ", which is no record, enum or type of the JDK known to be immutable";
    }

    private static boolean isTrusted(Class<?> type) {
        return KNOWN.contains(type) || type.isPrimitive() || Tag.class.isAssignableFrom(type);
    }

    /**
     * Whether a value of the class is no more than its fields. So it is with records and enums by
     * what the language says of them, and with lambdas, whose fields are what they capture. Of
     * other classes it is not known: a class may have a file behind a final {@code int}.
     */
    private static boolean showsItsFields(Class<?> type) {
        return type.isRecord() || isEnum(type) || isLambda(type);
    }

    /** An enum, or the body of one of its constants. */
    private static boolean isEnum(Class<?> type) {
        return type != Enum.class && Enum.class.isAssignableFrom(type);
    }

    private static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic();
    }

    private static Verdict judgeFields(Class<?> type) {
        List<Verdict.Part> parts = new ArrayList<>();
        for (Field field : fields(type)) {
            if (!Modifier.isFinal(field.getModifiers())) {
                return new Verdict.Mutable(
                        "." + field.getName(),
                        "is a field of the enum "
                                + field.getDeclaringClass().getTypeName()
                                + " that is not final");
            }
            Class<?> declared = field.getType();
            if (holdsOnlyMutable(declared)) {
                return new Verdict.Mutable(
                        "." + field.getName(),
                        "is declared as " + declared.getTypeName() + ", which can be changed");
            }
            if (!isClosed(declared)) {
                parts.add(new Verdict.Part(field.getName(), getter(field)));
            }
        }
        return parts.isEmpty() ? new Verdict.Immutable() : new Verdict.Fields(List.copyOf(parts));
    }

    /** The fields that each value has, inherited ones first. */
    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        Class<?> above = type.getSuperclass();
        if (above != null && isEnum(above)) {
            fields.addAll(fields(above));
        }
        Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .forEach(fields::add);
        return fields;
    }

    /**
     * Whether nothing that can stand in a place of that type passes, so that it is refused before
     * something does: an array of length 0 in a test is one of length 9 in production.
     */
    private static boolean holdsOnlyMutable(Class<?> declared) {
        return declared.isArray()
                || Modifier.isFinal(declared.getModifiers())
                        && judgedWithoutFields(declared) instanceof Verdict.Mutable;
    }

    private static Verdict judgedWithoutFields(Class<?> type) {
        return showsItsFields(type) ? new Verdict.Immutable() : judge(type);
    }

    /** Whether every value that can stand in a place of that type is immutable. */
    private static boolean isClosed(Class<?> declared) {
        Set<Class<?>> met = new HashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>();
        meet(declared, met, open);
        while (!open.isEmpty()) {
            Class<?> type = open.pop();
            if (isClosedInItself(type)) {
                continue;
            }
            boolean abstractAndSealed = type.isSealed() && isAbstract(type);
            if (!abstractAndSealed && !isClosedButForFields(type)) {
                return false;
            }
            if (type.isSealed()) {
                for (Class<?> permitted : type.getPermittedSubclasses()) {
                    meet(permitted, met, open);
                }
            }
            if (showsItsFields(type)) {
                for (Field field : fields(type)) {
                    if (!Modifier.isFinal(field.getModifiers())) {
                        return false;
                    }
                    meet(field.getType(), met, open);
                }
            }
        }
        return true;
    }

    private static void meet(Class<?> type, Set<Class<?>> met, Deque<Class<?>> open) {
        if (met.add(type)) {
            open.push(type);
        }
    }

    private static boolean isClosedInItself(Class<?> type) {
        // BigDecimal is known and yet not final: another class can stand in its place.
        return isTrusted(type) && (Modifier.isFinal(type.getModifiers()) || !KNOWN.contains(type));
    }

    private static boolean isClosedButForFields(Class<?> type) {
        return showsItsFields(type) && (Modifier.isFinal(type.getModifiers()) || type.isSealed());
    }

    private static boolean isAbstract(Class<?> type) {
        return Modifier.isAbstract(type.getModifiers());
    }

    private static MethodHandle getter(Field field) {
        try {
            // The field and not the accessor, which may show a copy of what is kept.
            field.setAccessible(true);
            return MethodHandles.lookup().unreflectGetter(field).asType(FROM_OBJECT);
        } catch (IllegalAccessException | RuntimeException e) {
            Class<?> type = field.getDeclaringClass();
            throw new IllegalArgumentException(
                    "the field "
                            + field.getName()
                            + " of "
                            + type.getTypeName()
                            + " cannot be read, so its value cannot be shown to be immutable: open"
                            + " the package "
                            + type.getPackageName()
                            + " of "
                            + type.getModule()
                            + " to "
                            + Verdicts.class.getModule(),
                    e);
        }
    }
}
