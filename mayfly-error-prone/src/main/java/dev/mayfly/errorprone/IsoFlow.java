package dev.mayfly.errorprone;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

/**
 * Follows the variables of type {@code Iso} of one method, or of one initializer.
 *
 * <p><b>When it is given away.</b> When a call returns that was passed it as a {@code Sendable}: a
 * call that throws is taken to have left it where it was, so that a {@code catch} may send it
 * elsewhere. Not so a call of {@code ask}: it throws where no answer comes, and its question may be
 * with the agent by then. A method called {@code try…} gives it away only where it is known to have
 * returned {@code true}, or where nobody looks at what it returned.
 *
 * <p><b>Lambdas</b> and the bodies of classes may run at any time after they were made, or not at
 * all: what is gone when they are made is gone in them, and what they give away may be gone from
 * the next statement on. Not before: of several in one statement, as in {@code onOk(…).onError(…)},
 * perhaps one alone is run.
 */
final class IsoFlow extends ControlFlow {

    /** Is told of each use of what may be gone; perhaps more than once of the same. */
    interface Reporter {
        void report(Tree use, VariableElement variable, Tree given);
    }

    private final Set<VariableElement> variables;
    private final Reporter reporter;

    /** What lambdas in the current statement may give away. */
    private Holdings deferred = Holdings.NOWHERE;

    private IsoFlow(Set<VariableElement> variables, Reporter reporter) {
        this.variables = variables;
        this.reporter = reporter;
    }

    /** Follows what is declared in a member of a class, nested classes left out. */
    static void follow(Tree member, Reporter reporter) {
        Set<VariableElement> variables = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
                return null;
            }

            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                VariableElement variable = ASTHelpers.getSymbol(tree);
                if (!variable.getKind().isField() && Capabilities.isIso(variable.asType())) {
                    variables.add(variable);
                }
                return super.visitVariable(tree, null);
            }
        }.scan(member, null);
        if (!variables.isEmpty()) {
            new IsoFlow(variables, reporter).scan(member, null);
        }
    }

    // ---- uses

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        VariableElement variable = variable(tree);
        Tree given = variable == null ? null : now.givenAt(variable);
        if (variable != null && given != null) {
            reporter.report(tree, variable, given);
        }
        return null;
    }

    /** Comparing references and making texts is no use. */
    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        if (variable(tree.getLeftOperand()) == null && variable(tree.getRightOperand()) == null) {
            return super.visitBinary(tree, null);
        }
        for (ExpressionTree operand : List.of(tree.getLeftOperand(), tree.getRightOperand())) {
            if (variable(operand) == null) {
                scan(operand, null);
            }
        }
        return null;
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        VariableElement variable = variable(tree.getVariable());
        if (variable == null) {
            return super.visitAssignment(tree, null);
        }
        scan(tree.getExpression(), null);
        now = now.revive(variable);
        return null;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        super.visitVariable(tree, null);
        now = now.revive(ASTHelpers.getSymbol(tree)); // another one in each turn of a loop
        return null;
    }

    // ---- calls

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        ExecutableElement method = ASTHelpers.getSymbol(tree);
        Set<VariableElement> given = evaluate(tree, method);
        if (Capabilities.takesAndMayThrow(method)) {
            now = without(given, tree);
        }
        mayThrow();
        if (!Capabilities.onlyTries(method)) {
            now = without(given, tree);
        }
        return null;
    }

    /** Whoever does not look at the outcome of a try cannot know that nothing was taken. */
    @Override
    public @Nullable Void visitExpressionStatement(
            ExpressionStatementTree tree, @Nullable Void unused) {
        if (bare(tree.getExpression()) instanceof MethodInvocationTree call) {
            now = conditionOf(call).either();
            return null;
        }
        return super.visitExpressionStatement(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        scan(tree.getEnclosingExpression(), null);
        Set<VariableElement> given = new LinkedHashSet<>();
        pass(tree.getArguments(), ASTHelpers.getSymbol(tree), given);
        scan(tree.getClassBody(), null);
        mayThrow();
        now = without(given, tree);
        return null;
    }

    /** Walks the receiver and the arguments; returns what the call gives away if it succeeds. */
    private Set<VariableElement> evaluate(MethodInvocationTree tree, ExecutableElement method) {
        Set<VariableElement> given = new LinkedHashSet<>();
        if (tree.getMethodSelect() instanceof MemberSelectTree select) {
            ExpressionTree receiver = select.getExpression();
            VariableElement variable = variable(receiver);
            if (variable == null || !Capabilities.asks(method)) {
                scan(receiver, null);
            }
            if (variable != null && Capabilities.usesUp(method)) {
                given.add(variable);
            }
        }
        pass(tree.getArguments(), method, given);
        return given;
    }

    private void pass(
            List<? extends ExpressionTree> arguments,
            ExecutableElement method,
            Set<VariableElement> given) {
        for (int i = 0; i < arguments.size(); i++) {
            ExpressionTree argument = arguments.get(i);
            if (variable(argument) == null || !Capabilities.looksAt(method, i)) {
                scan(argument, null);
            }
            if (Capabilities.givesAway(method, i)) {
                giveEach(argument, given);
            }
        }
    }

    /** Of {@code first ? a : b} either. */
    private void giveEach(ExpressionTree argument, Set<VariableElement> given) {
        ExpressionTree bare = bare(argument);
        if (bare instanceof ConditionalExpressionTree choice) {
            giveEach(choice.getTrueExpression(), given);
            giveEach(choice.getFalseExpression(), given);
            return;
        }
        VariableElement variable = variable(bare);
        if (variable != null && !given.add(variable)) {
            reporter.report(bare, variable, bare); // twice in one call
        }
    }

    private Holdings without(Set<VariableElement> given, Tree where) {
        Holdings left = now;
        for (VariableElement variable : given) {
            left = left.give(variable, where);
        }
        return left;
    }

    // ---- conditions

    @Override
    protected Condition condition(ExpressionTree tree) {
        ExpressionTree test = bare(tree);
        Boolean constant = ASTHelpers.constValue(test, Boolean.class);
        if (constant != null) {
            return constant
                    ? new Condition(now, Holdings.NOWHERE)
                    : new Condition(Holdings.NOWHERE, now);
        }
        return switch (test) {
            case UnaryTree not when not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT ->
                    condition(not.getExpression()).negated();
            case BinaryTree and when and.getKind() == Tree.Kind.CONDITIONAL_AND -> {
                Condition left = condition(and.getLeftOperand());
                now = left.whenTrue();
                Condition right = condition(and.getRightOperand());
                yield new Condition(right.whenTrue(), left.whenFalse().join(right.whenFalse()));
            }
            case BinaryTree or when or.getKind() == Tree.Kind.CONDITIONAL_OR -> {
                Condition left = condition(or.getLeftOperand());
                now = left.whenFalse();
                Condition right = condition(or.getRightOperand());
                yield new Condition(left.whenTrue().join(right.whenTrue()), right.whenFalse());
            }
            case MethodInvocationTree call -> conditionOf(call);
            default -> {
                scan(test, null);
                yield new Condition(now, now);
            }
        };
    }

    private Condition conditionOf(MethodInvocationTree call) {
        ExecutableElement method = ASTHelpers.getSymbol(call);
        if (Capabilities.onlyTries(method) && Capabilities.saysWhether(method)) {
            Set<VariableElement> given = evaluate(call, method);
            mayThrow();
            return new Condition(without(given, call), now);
        }
        scan(call, null);
        VariableElement asked =
                call.getMethodSelect() instanceof MemberSelectTree select
                                && select.getIdentifier().contentEquals("isConsumed")
                        ? variable(select.getExpression())
                        : null;
        return new Condition(now, asked == null ? now : now.revive(asked));
    }

    // ---- what runs later

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
        later(() -> super.visitLambdaExpression(tree, null));
        return null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        for (Tree member : tree.getMembers()) {
            later(() -> scan(member, null));
        }
        return null;
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        VariableElement variable = variable(tree.getQualifierExpression());
        Element method = ASTHelpers.getSymbol(tree);
        if (variable == null || !Capabilities.asks(method)) {
            scan(tree.getQualifierExpression(), null);
        }
        if (variable != null && Capabilities.usesUp(method)) {
            deferred = deferred.join(now.give(variable, tree));
        }
        return null;
    }

    private void later(Runnable body) {
        Holdings made = now;
        Holdings before = deferred;
        Exits outer = exits;
        deferred = Holdings.NOWHERE;
        exits = new Exits();
        body.run();
        settle();
        Holdings left = now.join(exits.take(Exits.RETURN)).join(exits.take(Exits.THROW));
        exits = outer;
        deferred = before.join(left);
        now = made;
    }

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        super.scan(tree, null);
        if (tree instanceof StatementTree) {
            settle();
        }
        return null;
    }

    private void settle() {
        now = now.after(deferred);
        deferred = Holdings.NOWHERE;
    }

    // ---- names

    private @Nullable VariableElement variable(ExpressionTree tree) {
        return bare(tree) instanceof IdentifierTree name
                        && ASTHelpers.getSymbol(name) instanceof VariableElement variable
                        && variables.contains(variable)
                ? variable
                : null;
    }

    private static ExpressionTree bare(ExpressionTree tree) {
        return switch (tree) {
            case ParenthesizedTree in -> bare(in.getExpression());
            case TypeCastTree cast -> bare(cast.getExpression());
            default -> tree;
        };
    }
}
