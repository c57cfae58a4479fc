package dev.mayfly.console.timeline;

import dev.mayfly.console.timeline.Turn.Then;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts runs together out of entries, and out of a picture of the tasks alive. Used once. */
final class Assembly {
    private final long from;
    private final long to;
    private final int oneIn;
    private final Map<Long, Draft> drafts = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();

    /** A run that is being put together. */
    private static final class Draft {
        final List<Turn> turns = new ArrayList<>();
        long begin;
        boolean beganEarlier;
        boolean hasTurn;
        long turnBegan;
        @Nullable String carrier;
        @Nullable Entry ended;

        /** What is first heard of a task that has started already is true since the beginning. */
        Draft(long from, boolean hasTurn) {
            this.begin = from;
            this.beganEarlier = true;
            this.hasTurn = hasTurn;
            this.turnBegan = from;
        }

        void turn(Entry entry) {
            hasTurn = true;
            turnBegan = entry.nanos();
            carrier = entry.text();
        }

        void turnOver(long nanos, Then then) {
            if (hasTurn) {
                turns.add(new Turn(carrier, turnBegan, nanos, then));
                hasTurn = false;
                carrier = null;
            }
        }
    }

    Assembly(long from, long to, int oneIn) {
        this.from = from;
        this.to = to;
        this.oneIn = oneIn;
    }

    List<Run> of(List<Entry> entries, List<TaskSnapshot> alive, int most) {
        for (Entry entry : entries) {
            if (entry.nanos() - from >= 0) {
                take(entry);
            }
        }
        Map<Long, TaskSnapshot> living = living(alive, most);
        drafts.forEach((task, draft) -> finish(task, draft, living.remove(task)));
        living.forEach((task, picture) -> {
            boolean atWork = picture.state() == TaskState.RUNNING;
            finish(task, new Draft(from, atWork), picture);
        });
        runs.sort(
                Comparator.comparingLong((Run run) -> run.begin() - from)
                        .thenComparingLong(Run::task));
        return runs;
    }

    /**
     * Those that were heard of, and of the others so many: those at work before those that wait.
     */
    private Map<Long, TaskSnapshot> living(List<TaskSnapshot> alive, int most) {
        Map<Long, TaskSnapshot> living = new HashMap<>();
        List<TaskSnapshot> others = new ArrayList<>();
        for (TaskSnapshot task : alive) {
            long id = task.id().value();
            if (drafts.containsKey(id)) {
                living.put(id, task);
            } else if (task.runs() > 0 && Ring.takes(id, oneIn)) {
                others.add(task);
            }
        }
        others.sort(Comparator.comparing(task -> task.state() != TaskState.RUNNING));
        others.stream().limit(most).forEach(task -> living.put(task.id().value(), task));
        return living;
    }

    private void take(Entry entry) {
        Draft draft =
                drafts.computeIfAbsent(
                        entry.task(), task -> new Draft(from, entry.kind() != Entry.Kind.RESUMED));
        switch (entry.kind()) {
            case STARTED -> {
                draft.begin = entry.nanos();
                draft.beganEarlier = false;
                draft.turn(entry);
            }
            case RESUMED -> draft.turn(entry);
            case BLOCKED -> draft.turnOver(entry.nanos(), Then.BLOCKED);
            case THROTTLED -> draft.turnOver(entry.nanos(), Then.THROTTLED);
            case ENDED -> {
                draft.turnOver(entry.nanos(), Then.ENDED);
                draft.ended = entry;
            }
        }
    }

    private void finish(long task, Draft draft, @Nullable TaskSnapshot picture) {
        Entry ended = draft.ended;
        if (ended != null) {
            runs.add(
                    new Run(
                            task,
                            known(ended.text()),
                            known(ended.queue()),
                            ended.state() == null ? TaskState.COMPLETED : ended.state(),
                            draft.begin,
                            ended.nanos(),
                            draft.beganEarlier,
                            draft.turns));
        } else if (picture != null) {
            draft.turnOver(to, Then.GOES_ON);
            runs.add(
                    new Run(
                            task,
                            RunRecorder.cut(picture.name()),
                            picture.system() ? "system" : RunRecorder.cut(picture.queue()),
                            picture.state(),
                            draft.begin,
                            to,
                            draft.beganEarlier,
                            draft.turns));
        }
        // Else it began after the picture of the living was taken: the next one has it.
    }

    private static String known(@Nullable String text) {
        return text == null ? "" : text;
    }
}
