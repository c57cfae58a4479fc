package dev.mayfly.house.rule;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;

import dev.mayfly.house.source.ParsedFile;
import dev.mayfly.house.source.SourceSet;
import dev.mayfly.house.source.Violation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

import javax.lang.model.element.Modifier;

/**
 * Every type and method that users of a published module can reach has a Javadoc text.
 *
 * <p>Left out: overriding methods, which inherit theirs, and constructors, which their type
 * describes.
 */
final class PublicJavadoc implements SourceRule {

    @Override
    public List<Violation> check(List<ParsedFile> files) {
        List<Violation> violations = new ArrayList<>();
        for (ParsedFile file : files) {
            if (file.source().set() == SourceSet.MAIN && file.source().module().published()) {
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
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            if (!reachable(type.getModifiers())) {
                return null;
            }
            demandJavadoc(type, "type " + type.getSimpleName());
            return super.visitClass(type, unused);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            boolean constructor = method.getReturnType() == null;
            if (!constructor && reachable(method.getModifiers()) && !overrides(method)) {
                demandJavadoc(method, "method " + method.getName());
            }
            return null;
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree expression, @Nullable Void unused) {
            // The body of an enum constant or of an anonymous class is nobody's API.
            return null;
        }

        private void demandJavadoc(Tree tree, String what) {
            String javadoc = file.javadoc(getCurrentPath());
            if (javadoc == null || javadoc.isBlank()) {
                violations.add(file.violation(tree, what + " is public and has no Javadoc"));
            }
        }

        private boolean reachable(ModifiersTree modifiers) {
            var flags = modifiers.getFlags();
            if (flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED)) {
                return true;
            }
            return insideInterface() && !flags.contains(Modifier.PRIVATE);
        }

        private boolean insideInterface() {
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            return owner.getKind() == Tree.Kind.INTERFACE
                    || owner.getKind() == Tree.Kind.ANNOTATION_TYPE;
        }

        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
        }
    }
}
