package dev.mayfly.agents.capability;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Shows that one value cannot be changed, all the way down.
 *
 * <p>Where the class is immutable ({@link Verdict.Immutable}) that is one look-up. Of other values
 * the first {@value #FEW} that need a look are looked at by plain recursion, which makes no garbage
 * and is enough for most messages. Whatever is larger, or fails, is walked without recursion, so
 * that a list of records a hundred thousand long passes on a small stack. The walk remembers where
 * it has been and how it came there: what hangs together in many ways is walked once, a ring comes
 * to an end, and a flaw is named by its path.
 *
 * <p>Thread rule: a walk belongs to the thread that makes it; {@link #check} is safe for use by
 * any.
 */
final class Immutability {

    /** So many are looked at by recursion, and so deep it goes at most. */
    private static final int FEW = 64;

    /** What {@link #glance} returns where it cannot tell. */
    private static final int UNKNOWN = -1;

    /** The values whose turn will come; linked through {@link Spot#behind}. */
    private @Nullable Spot open;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Immutability() {}

    /** Throws if a value can be changed. */
    static void check(Object value) {
        if (glance(value, FEW) != UNKNOWN) {
            return;
        }
        String flaw = new Immutability().walk(value);
        if (flaw != null) {
            throw new IllegalArgumentException(
                    "a value of "
                            + value.getClass().getTypeName()
                            + " cannot be a Val: "
                            + flaw
                            + ". Use records of immutable parts and List.copyOf, Set.copyOf and"
                            + " Map.copyOf, or give it away as an Iso");
        }
    }

    /** Returns how many more may be looked at, or {@link #UNKNOWN}. */
    private static int glance(@Nullable Object value, int few) {
        if (value == null) {
            return few;
        }
        return switch (Verdicts.of(value.getClass())) {
            case Verdict.Immutable _ -> few;
            case Verdict.Fields fields when few > 0 -> {
                int left = few - 1;
                for (Verdict.Part part : fields.parts()) {
                    left = left == UNKNOWN ? UNKNOWN : glance(read(part, value), left);
                }
                yield left;
            }
            case Verdict.Elements _ when few > 0 && value instanceof List<?> list -> {
                int left = few - 1;
                for (int i = 0; i < list.size() && left != UNKNOWN; i++) {
                    left = glance(list.get(i), left);
                }
                yield left;
            }
            default -> UNKNOWN;
        };
    }

    // ---- the walk

    /** Returns what can be changed and why, or null. */
    private @Nullable String walk(Object root) {
        open = new Spot(root, null, "", null);
        while (open != null) {
            Spot spot = open;
            open = spot.behind;
            if (seen.add(spot.value)) {
                String flaw = look(spot);
                if (flaw != null) {
                    return flaw;
                }
            }
        }
        return null;
    }

    private @Nullable String look(Spot spot) {
        switch (Verdicts.of(spot.value.getClass())) {
            case Verdict.Immutable _ -> {}
            case Verdict.Mutable(String where, String why) -> {
                return spot.path() + where + " " + why;
            }
            case Verdict.Fields fields -> {
                for (Verdict.Part part : fields.parts()) {
                    meet(spot, part.name(), read(part, spot.value));
                }
            }
            case Verdict.Elements _ -> lookInside(spot);
        }
        return null;
    }

    private void lookInside(Spot spot) {
        switch (spot.value) {
            case Collection<?> elements -> {
                int index = 0;
                for (Object element : elements) {
                    meet(spot, index++, element);
                }
            }
            case Map<?, ?> map -> map.entrySet().forEach(entry -> meetEntry(spot, entry));
            case Map.Entry<?, ?> entry -> meetEntry(spot, entry);
            case Optional<?> optional -> meet(spot, "value", optional.orElse(null));
            default -> throw new AssertionError("no container: " + spot.value.getClass());
        }
    }

    private void meetEntry(Spot spot, Map.Entry<?, ?> entry) {
        Object key = entry.getKey();
        meet(spot, "key", key);
        meet(spot, new Key(key), entry.getValue());
    }

    /** Leaves out what needs no second look, which is most of what values are made of. */
    private void meet(Spot parent, Object step, @Nullable Object value) {
        if (value != null && !(Verdicts.of(value.getClass()) instanceof Verdict.Immutable)) {
            open = new Spot(value, parent, step, open);
        }
    }

    private static @Nullable Object read(Verdict.Part part, Object value) {
        try {
            return (Object) part.getter().invokeExact(value);
        } catch (Throwable t) {
            throw new AssertionError("reading a field threw: " + part.name(), t);
        }
    }

    /** The key of a map, as a step. */
    private record Key(@Nullable Object key) {

        private static final int LONGEST = 40;

        /** Keys of other people's classes are named by their class: their toString may throw. */
        @Override
        public String toString() {
            if (key == null) {
                return "null";
            }
            Class<?> type = key.getClass();
            if (!Verdicts.isPlain(type)) {
                return "a " + type.getTypeName();
            }
            String text = key.toString();
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        }
    }

    /** A value, and how it was reached. */
    private static final class Spot {

        /** A path with more steps than twice this shows the first and the last of them. */
        private static final int SHOWN = 8;

        private final Object value;
        private final @Nullable Spot parent;

        /** The name of a field, the index of an element, or the key of an entry. */
        private final Object step;

        private final @Nullable Spot behind;

        Spot(Object value, @Nullable Spot parent, Object step, @Nullable Spot behind) {
            this.value = value;
            this.parent = parent;
            this.step = step;
            this.behind = behind;
        }

        /** Such as {@code Basket.prices[3].amount}. */
        String path() {
            int depth = 0;
            Spot root = this;
            while (root.parent != null) {
                root = root.parent;
                depth++;
            }
            String[] shown = new String[depth];
            Spot spot = this;
            for (int i = depth - 1; spot.parent != null; i--) {
                boolean field = spot.step instanceof String;
                shown[i] = field ? "." + spot.step : "[" + spot.step + "]";
                spot = spot.parent;
            }
            return simpleName(root.value.getClass()) + joined(shown);
        }

        private static String simpleName(Class<?> type) {
            String name = type.getSimpleName();
            return name.isEmpty() ? type.getTypeName() : name;
        }

        private static String joined(String[] steps) {
            var text = new StringBuilder();
            for (int i = 0; i < steps.length; i++) {
                if (i == SHOWN && steps.length > 2 * SHOWN) {
                    int left = steps.length - 2 * SHOWN;
                    text.append(" … ").append(left).append(" more … ");
                    i += left;
                }
                text.append(steps[i]);
            }
            return text.toString();
        }
    }
}
