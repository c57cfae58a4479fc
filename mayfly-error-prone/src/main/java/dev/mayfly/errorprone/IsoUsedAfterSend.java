package dev.mayfly.errorprone;

import com.google.errorprone.BugPattern;
import com.google.errorprone.BugPattern.LinkType;
import com.google.errorprone.BugPattern.SeverityLevel;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;

import java.util.HashSet;
import java.util.Set;

import javax.lang.model.element.VariableElement;

/**
 * Reports the use of an {@code Iso} in a local variable or parameter after it was given away, by
 * sending it, {@code take()} or {@code handOver()}.
 *
 * <p>It follows each method by itself and by all its ways, so what is given away on one of two ways
 * that meet counts as given away. An assignment brings the variable back, and so does the false
 * outcome of {@code isConsumed()}. Fields, elements of collections and second names for the same
 * {@code Iso} are not followed; there the check at run time stays.
 *
 * <p>Thread rule: the compiler's; it keeps nothing between two classes.
 */
@BugPattern(
        summary = "An Iso is used once: here it may have been given away before",
        severity = SeverityLevel.ERROR,
        linkType = LinkType.NONE,
        tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class IsoUsedAfterSend extends BugChecker implements BugChecker.ClassTreeMatcher {

    private static final long serialVersionUID = 1;

    /** Made by Error Prone. */
    public IsoUsedAfterSend() {}

    /**
     * Follows each member of a class; nested classes come by themselves.
     *
     * @param tree the class
     * @param state tells what the compiler knows, and takes the reports
     * @return that the class as such is no match
     */
    @Override
    public Description matchClass(ClassTree tree, VisitorState state) {
        Set<Tree> reported = new HashSet<>();
        for (Tree member : tree.getMembers()) {
            if (member instanceof ClassTree) {
                continue;
            }
            TreePath path = new TreePath(state.getPath(), member);
            IsoFlow.follow(
                    member,
                    (use, variable, given) -> {
                        if (reported.add(use) && !isSilenced(use, path, state)) {
                            state.reportMatch(describe(use, variable, given, state));
                        }
                    });
        }
        return Description.NO_MATCH;
    }

    private Description describe(
            Tree use, VariableElement variable, Tree given, VisitorState state) {
        String name = variable.getSimpleName().toString();
        String what =
                contains(given, use, state)
                        ? name + " is given away here more than once"
                        : name + " may have been given away in line " + line(given, state);
        return buildDescription(use)
                .setMessage(
                        what
                                + ", and an Iso is used once: make another one, or where it may"
                                + " still be there ask !"
                                + name
                                + ".isConsumed() first")
                .build();
    }

    /** So it is in a loop, and where one call is passed the same twice. */
    private static boolean contains(Tree outer, Tree inner, VisitorState state) {
        int start = ASTHelpers.getStartPosition(inner);
        return ASTHelpers.getStartPosition(outer) <= start && start < state.getEndPosition(outer);
    }

    private static long line(Tree tree, VisitorState state) {
        return state.getPath()
                .getCompilationUnit()
                .getLineMap()
                .getLineNumber(ASTHelpers.getStartPosition(tree));
    }

    /** By an annotation on a variable, method or class around it. */
    private boolean isSilenced(Tree use, TreePath member, VisitorState state) {
        for (Tree around : TreePath.getPath(member, use)) {
            if (isSuppressed(around, state)) {
                return true;
            }
        }
        return false;
    }
}
