package dev.mayfly.sample.jarwatch.inspect;

import dev.mayfly.sample.jarwatch.inspect.ClassReferences.Member;
import dev.mayfly.sample.jarwatch.jdk.ApiNames;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk;
import dev.mayfly.sample.jarwatch.jdk.ApiVerdict;
import dev.mayfly.sample.jarwatch.jdk.JdkApi;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gathers the endangered JDK API that the classes of one jar use.
 *
 * <p>A member may be named through a class of the jar that inherits it from the JDK. Its hierarchy
 * is only complete once all classes have been seen, so such references are set aside (those that
 * can matter, see {@link JdkApi#maybeEndangered}) and settled in {@link #finish}. A hierarchy that
 * leads through another jar ends there: one jar is judged by itself.
 *
 * <p>Not safe for concurrent use.
 */
final class UseCollector {

    /** More evidence than {@link InspectionLimits#maxEvidence}. */
    static final class TooMuchEvidence extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooMuchEvidence(int limit) {
            super("more than " + limit + " uses of endangered JDK API");
        }
    }

    /** The part of a class that a search for an inherited member needs. */
    private record Shape(
            @Nullable String superName, List<String> interfaces, Set<String> declared) {}

    private final JdkApi jdk;
    private final JarLayout layout;
    private final InspectionLimits limits;
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<Member, Set<String>> inheritedCalls = new LinkedHashMap<>();
    private final Map<Member, Set<String>> overrides = new LinkedHashMap<>();
    private final Map<ApiVerdict, Set<String>> uses = new HashMap<>();
    private int evidence;

    UseCollector(JdkApi jdk, JarLayout layout, InspectionLimits limits) {
        this.jdk = jdk;
        this.layout = layout;
        this.limits = limits;
    }

    /** Takes in one class that the running Java would load. */
    void add(ClassReferences type) {
        Set<String> named = new HashSet<>();
        for (Member member : type.members()) {
            if (own(member.owner())) {
                if (jdk.maybeEndangered(member.name(), member.descriptor())) {
                    note(inheritedCalls, member, type.name());
                }
                continue;
            }
            ApiVerdict verdict =
                    jdk.judgeMember(member.owner(), member.name(), member.descriptor());
            if (verdict != null) {
                named.add(member.owner());
                note(uses, verdict, type.name());
            }
        }
        // The class itself is worth a line only where no member of it tells more.
        for (String className : type.classes()) {
            ApiVerdict verdict =
                    own(className) || named.contains(className) ? null : jdk.judgeClass(className);
            if (verdict != null) {
                note(uses, verdict, type.name());
            }
        }
        addShape(type);
    }

    private void addShape(ClassReferences type) {
        Set<String> declared = new HashSet<>();
        for (Member member : type.declared()) {
            if (jdk.maybeEndangered(member.name(), member.descriptor())) {
                declared.add(member.name() + member.descriptor());
            }
        }
        for (Member method : type.overriding()) {
            if (declared.contains(method.name() + method.descriptor())) {
                note(overrides, method, type.name());
            }
        }
        shapes.put(
                type.name(), new Shape(type.superName(), type.interfaces(), Set.copyOf(declared)));
    }

    private boolean own(String className) {
        // No loader takes java.* from a jar, so a copy there does not count.
        return layout.defines(className) && !className.startsWith("java/");
    }

    private <K> void note(Map<K, Set<String>> map, K key, String user) {
        if (map.computeIfAbsent(key, k -> new TreeSet<>()).add(user)
                && ++evidence > limits.maxEvidence()) {
            throw new TooMuchEvidence(limits.maxEvidence());
        }
    }

    /** Settles what was set aside and lists all uses: most urgent first, then most used. */
    List<ApiUse> finish() {
        inheritedCalls.forEach((member, users) -> settle(member, users, false));
        overrides.forEach((member, users) -> settle(member, users, true));
        return uses.entrySet().stream()
                .map(entry -> use(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparing(ApiUse::risk)
                                .thenComparing(ApiUse::classCount, Comparator.reverseOrder())
                                .thenComparing(ApiUse::api)
                                .thenComparing(ApiUse::explanation))
                .toList();
    }

    private void settle(Member member, Set<String> users, boolean override) {
        ApiVerdict verdict = inherited(member, override);
        if (verdict == null) {
            return;
        }
        if (override) {
            if (verdict.risk() != ApiRisk.FOR_REMOVAL) {
                // Nothing is called: a method of a name that the JDK has dropped is just a method.
                return;
            }
            verdict =
                    new ApiVerdict(
                            verdict.risk(),
                            verdict.api(),
                            verdict.owner(),
                            "overridden; " + verdict.explanation(),
                            verdict.replacement());
        }
        uses.computeIfAbsent(verdict, v -> new TreeSet<>()).addAll(users);
    }

    /** Walks up from a class of the jar to the first JDK class that has something to say. */
    private @Nullable ApiVerdict inherited(Member member, boolean skipJar) {
        String key = member.name() + member.descriptor();
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(member.owner()));
        while (!next.isEmpty()) {
            String className = next.poll();
            if (!seen.add(className)) {
                continue;
            }
            Shape shape = shapes.get(className);
            if (shape == null) {
                ApiVerdict verdict =
                        jdk.judgeInherited(className, member.name(), member.descriptor());
                if (verdict != null) {
                    return verdict;
                }
                continue;
            }
            if (!skipJar && shape.declared().contains(key)) {
                return null;
            }
            if (shape.superName() != null) {
                next.add(shape.superName());
            }
            next.addAll(shape.interfaces());
        }
        return null;
    }

    private ApiUse use(ApiVerdict verdict, Set<String> users) {
        return new ApiUse(
                verdict.risk(),
                verdict.api(),
                verdict.owner(),
                verdict.explanation(),
                verdict.replacement(),
                users.size(),
                users.stream().limit(limits.maxExamples()).map(ApiNames::readable).toList());
    }
}
