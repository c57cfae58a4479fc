package dev.mayfly.errorprone;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreeScanner;

import dev.mayfly.errorprone.Exits.Way;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import javax.lang.model.element.Name;

/**
 * Walks code in the order in which it runs, and knows what is held at each place: a forward data
 * flow analysis over the syntax tree. Loops are walked until nothing more is found gone at their
 * head, which is at most once for each variable and once more; {@code finally} is walked once for
 * each way through it.
 *
 * <p>An exception may come from a call, a constructor or a {@code throw}; other expressions that
 * can throw (a division, a cast) are taken as never doing so.
 */
abstract class ControlFlow extends TreeScanner<@Nullable Void, @Nullable Void> {

    /** What catches whatever may be thrown, bugs of the JVM left aside. */
    private static final Set<String> CATCH_ALL =
            Set.of("Throwable", "Exception", "java.lang.Throwable", "java.lang.Exception");

    /** What is held at the place that the walk has reached. */
    protected Holdings now = Holdings.ALL;

    /** The ways out of the innermost method, lambda or {@code try}. */
    protected Exits exits = new Exits();

    private final Deque<Target> targets = new ArrayDeque<>();

    /** What a {@code break}, {@code continue} or {@code yield} can mean. */
    private record Target(Tree tree, Kind kind, @Nullable Name label) {}

    private enum Kind {
        LOOP,
        SWITCH,
        SWITCH_WITH_VALUE,
        LABELED
    }

    /** Walks a condition. Afterwards {@link #now} means nothing until it is set by the outcome. */
    protected abstract Condition condition(ExpressionTree tree);

    // ---- choices

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
        Condition test = condition(tree.getCondition());
        now = test.whenTrue();
        scan(tree.getThenStatement(), null);
        Holdings afterThen = now;
        now = test.whenFalse();
        scan(tree.getElseStatement(), null);
        now = afterThen.join(now);
        return null;
    }

    @Override
    public @Nullable Void visitConditionalExpression(
            ConditionalExpressionTree tree, @Nullable Void unused) {
        Condition test = condition(tree.getCondition());
        now = test.whenTrue();
        scan(tree.getTrueExpression(), null);
        Holdings afterTrue = now;
        now = test.whenFalse();
        scan(tree.getFalseExpression(), null);
        now = afterTrue.join(now);
        return null;
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        if (tree.getKind() == Tree.Kind.CONDITIONAL_AND
                || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
            now = condition(tree).either();
            return null;
        }
        return super.visitBinary(tree, null);
    }

    /** It may be that assertions are off. */
    @Override
    public @Nullable Void visitAssert(AssertTree tree, @Nullable Void unused) {
        Holdings before = now;
        Condition test = condition(tree.getCondition());
        now = test.whenFalse();
        scan(tree.getDetail(), null);
        now = before.join(test.whenTrue());
        return null;
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
        targets.push(new Target(tree, Kind.SWITCH, null));
        choose(tree.getExpression(), tree.getCases(), isComplete(tree.getCases()));
        targets.pop();
        now = now.join(exits.take(new Way.Break(tree)));
        return null;
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
        targets.push(new Target(tree, Kind.SWITCH_WITH_VALUE, null));
        choose(tree.getExpression(), tree.getCases(), true);
        targets.pop();
        now = now.join(exits.take(new Way.Yield(tree)));
        return null;
    }

    private void choose(ExpressionTree selector, List<? extends CaseTree> cases, boolean complete) {
        scan(selector, null);
        Holdings unmatched = now;
        Holdings fallen = Holdings.NOWHERE;
        Holdings done = Holdings.NOWHERE;
        for (CaseTree each : cases) {
            now = unmatched;
            scan(each.getLabels(), null);
            ExpressionTree guard = each.getGuard();
            if (guard != null) {
                Condition test = condition(guard);
                unmatched = unmatched.join(test.whenFalse());
                now = test.whenTrue();
            }
            if (each.getCaseKind() == CaseTree.CaseKind.RULE) {
                scan(each.getBody(), null);
                done = done.join(now);
            } else {
                now = fallen.join(now);
                scan(each.getStatements(), null);
                fallen = now;
            }
        }
        now = done.join(fallen).join(complete ? Holdings.NOWHERE : unmatched);
    }

    /** A {@code switch} with patterns or {@code case null} must be, or it would not compile. */
    private static boolean isComplete(List<? extends CaseTree> cases) {
        return cases.stream()
                .flatMap(each -> each.getLabels().stream())
                .anyMatch(label ->
                        label instanceof DefaultCaseLabelTree
                                || label instanceof PatternCaseLabelTree);
    }

    // ---- loops

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
        loop(tree, () -> condition(tree.getCondition()), () -> scan(tree.getStatement(), null));
        return null;
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
        scan(tree.getInitializer(), null);
        ExpressionTree test = tree.getCondition();
        turns(
                tree,
                () -> test == null ? new Condition(now, Holdings.NOWHERE) : condition(test),
                () -> scan(tree.getStatement(), null),
                () -> scan(tree.getUpdate(), null));
        return null;
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        scan(tree.getExpression(), null);
        loop(
                tree,
                () -> new Condition(now, now),
                () -> {
                    scan(tree.getVariable(), null);
                    scan(tree.getStatement(), null);
                });
        return null;
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
        targets.push(new Target(tree, Kind.LOOP, null));
        Holdings head = now;
        Holdings before;
        Condition test;
        do {
            before = head;
            now = before;
            scan(tree.getStatement(), null);
            now = now.join(exits.take(new Way.Continue(tree)));
            test = condition(tree.getCondition());
            head = before.join(test.whenTrue());
        } while (!head.equals(before));
        targets.pop();
        now = test.whenFalse().join(exits.take(new Way.Break(tree)));
        return null;
    }

    private void loop(Tree tree, Supplier<Condition> test, Runnable body) {
        turns(tree, test, body, () -> {});
    }

    private void turns(Tree tree, Supplier<Condition> test, Runnable body, Runnable update) {
        targets.push(new Target(tree, Kind.LOOP, null));
        Holdings head = now;
        Holdings before;
        Condition outcome;
        do {
            before = head;
            now = before;
            outcome = test.get();
            now = outcome.whenTrue();
            body.run();
            now = now.join(exits.take(new Way.Continue(tree)));
            update.run();
            head = before.join(now);
        } while (!head.equals(before));
        targets.pop();
        now = outcome.whenFalse().join(exits.take(new Way.Break(tree)));
    }

    // ---- exceptions

    /** Something is reached that may throw. */
    protected final void mayThrow() {
        exits.add(Exits.THROW, now);
    }

    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
        Exits outer = exits;
        exits = new Exits();
        scan(tree.getResources(), null);
        scan(tree.getBlock(), null);
        if (!tree.getResources().isEmpty()) {
            mayThrow(); // close()
        }
        Holdings thrown = exits.take(Exits.THROW);
        Holdings end = now;
        boolean caught = false;
        for (CatchTree each : tree.getCatches()) {
            now = thrown;
            scan(each, null);
            end = end.join(now);
            caught |= CATCH_ALL.contains(each.getParameter().getType().toString());
        }
        if (!caught) {
            exits.add(Exits.THROW, thrown);
        }
        Exits ways = exits;
        exits = outer;
        leaveBy(ways, tree.getFinallyBlock());
        now = end;
        scan(tree.getFinallyBlock(), null);
        return null;
    }

    private void leaveBy(Exits ways, @Nullable Tree last) {
        ways.forEach((way, held) -> {
            now = held;
            scan(last, null);
            exits.add(way, now);
        });
    }

    // ---- jumps

    @Override
    public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        super.visitReturn(tree, null);
        leave(Exits.RETURN);
        return null;
    }

    @Override
    public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        super.visitThrow(tree, null);
        leave(Exits.THROW);
        return null;
    }

    @Override
    public @Nullable Void visitYield(YieldTree tree, @Nullable Void unused) {
        super.visitYield(tree, null);
        leave(new Way.Yield(target(each -> each.kind() == Kind.SWITCH_WITH_VALUE)));
        return null;
    }

    @Override
    public @Nullable Void visitBreak(BreakTree tree, @Nullable Void unused) {
        Name label = tree.getLabel();
        leave(
                new Way.Break(
                        target(each ->
                                label == null
                                        ? each.kind() == Kind.LOOP || each.kind() == Kind.SWITCH
                                        : label.equals(each.label()))));
        return null;
    }

    @Override
    public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void unused) {
        Name label = tree.getLabel();
        leave(
                new Way.Continue(
                        target(each ->
                                label == null
                                        ? each.kind() == Kind.LOOP
                                        : label.equals(each.label()))));
        return null;
    }

    @Override
    public @Nullable Void visitLabeledStatement(LabeledStatementTree tree, @Nullable Void unused) {
        targets.push(new Target(tree.getStatement(), Kind.LABELED, tree.getLabel()));
        scan(tree.getStatement(), null);
        targets.pop();
        now = now.join(exits.take(new Way.Break(tree.getStatement())));
        return null;
    }

    private void leave(Way way) {
        exits.add(way, now);
        now = Holdings.NOWHERE;
    }

    private Tree target(Predicate<Target> wanted) {
        // The innermost comes first. There is one, or the code would not have compiled.
        return targets.stream().filter(wanted).findFirst().orElseThrow().tree();
    }
}
