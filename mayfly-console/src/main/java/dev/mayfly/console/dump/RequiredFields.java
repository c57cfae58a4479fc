package dev.mayfly.console.dump;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;

/**
 * Checks that what a record needs is there: a reader of JSON leaves out what it did not find. A
 * field may be missing where its type says {@code @Nullable}.
 */
final class RequiredFields {

    private RequiredFields() {}

    /**
     * Checks a record and all that is in it.
     *
     * @throws DumpException if a field is missing; names it
     */
    static void check(Record record) {
        check("", record);
    }

    private static void check(String place, Record record) {
        for (RecordComponent field : record.getClass().getRecordComponents()) {
            Object value = value(record, field);
            String name = place.isEmpty() ? field.getName() : place + "." + field.getName();
            if (value == null) {
                AnnotatedType type = field.getAnnotatedType();
                if (!type.isAnnotationPresent(Nullable.class)) {
                    throw new DumpException(name + " is missing");
                }
            } else {
                inside(name, value);
            }
        }
    }

    private static void inside(String place, Object value) {
        switch (value) {
            case Record record -> check(place, record);
            case Collection<?> values -> {
                int at = 0;
                for (Object each : values) {
                    element(place + "[" + at + "]", each);
                    at++;
                }
            }
            case Map<?, ?> values ->
                    values.forEach((key, each) -> element(place + "." + key, each));
            default -> {
                // A text or a number.
            }
        }
    }

    private static void element(String place, @Nullable Object value) {
        if (value == null) {
            throw new DumpException(place + " is null");
        }
        inside(place, value);
    }

    private static @Nullable Object value(Record record, RecordComponent field) {
        try {
            return field.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(field + " cannot be read", e);
        }
    }
}
