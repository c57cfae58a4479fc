package dev.mayfly.house.rule;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePathScanner;

import dev.mayfly.house.source.ParsedFile;
import dev.mayfly.house.source.SourceSet;
import dev.mayfly.house.source.Violation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * No test sleeps: it steps the clock or awaits a condition. Counts as a sleep: {@code
 * Thread.sleep}, {@code TimeUnit.X.sleep} and the same by static import, in test sources and in the
 * main sources of the test kit.
 */
final class NoSleepRule implements SourceRule {

    private static final Set<String> TEST_KITS = Set.of("mayfly-test");

    private final Map<String, String> allowed;

    /**
     * Creates the rule.
     *
     * @param allowed the files that may sleep, by file name, each with the reason
     */
    NoSleepRule(Map<String, String> allowed) {
        this.allowed = Map.copyOf(allowed);
    }

    @Override
    public List<Violation> check(List<ParsedFile> files) {
        List<Violation> violations = new ArrayList<>();
        for (ParsedFile file : files) {
            boolean test =
                    file.source().set() == SourceSet.TEST
                            || TEST_KITS.contains(file.source().module().name());
            if (test && !allowed.containsKey(file.source().path().getFileName().toString())) {
                new Scanner(file, violations).scan(file.unit(), null);
            }
        }
        return violations;
    }

    private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final ParsedFile file;
        private final List<Violation> violations;

        Scanner(ParsedFile file, List<Violation> violations) {
            this.file = file;
            this.violations = violations;
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree call, @Nullable Void unused) {
            if (sleeps(call)) {
                violations.add(
                        file.violation(
                                call,
                                "a test sleeps: step the clock or await a condition instead"));
            }
            return super.visitMethodInvocation(call, unused);
        }

        private static boolean sleeps(MethodInvocationTree call) {
            return switch (call.getMethodSelect()) {
                case IdentifierTree method -> method.getName().contentEquals("sleep");
                case MemberSelectTree method ->
                        method.getIdentifier().contentEquals("sleep")
                                && owner(method)
                                        .matches("(.*\\.)?(Thread|TimeUnit\\..*|[A-Z]+SECONDS)");
                default -> false;
            };
        }

        private static String owner(MemberSelectTree method) {
            return method.getExpression().toString();
        }
    }
}
