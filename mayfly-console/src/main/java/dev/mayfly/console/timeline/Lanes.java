package dev.mayfly.console.timeline;

import dev.mayfly.console.timeline.Lane.Stretch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Puts what ran into lanes, in each of which one thing runs at a time.
 *
 * <p>All methods may be called by any thread.
 */
public final class Lanes {
    /** Where turns are put of which nobody can tell the carrier. */
    public static final String UNKNOWN = "carrier not known";

    private Lanes() {}

    /**
     * What ran on each carrier. A task that blocks outside of the kernel's system calls leaves its
     * carrier without a word: its turn is taken to last until the next one begins there, at most.
     * Turns whose carrier is not known have slots like a queue's.
     *
     * @param recording what ran
     * @return by the carriers' names, with those in order that have a number at the end
     */
    public static List<Lane> ofCarriers(Recording recording) {
        Map<String, List<Stretch>> byCarrier = new TreeMap<>(Lanes::compareNames);
        List<Stretch> unknown = new ArrayList<>();
        for (Run run : recording.runs()) {
            for (Turn turn : run.turns()) {
                String carrier = turn.carrier();
                List<Stretch> lane =
                        carrier == null
                                ? unknown
                                : byCarrier.computeIfAbsent(carrier, name -> new ArrayList<>());
                lane.add(new Stretch(run, turn.begin(), turn.end(), turn.then()));
            }
        }
        List<Lane> lanes = new ArrayList<>();
        byCarrier.forEach((carrier, stretches) ->
                lanes.add(new Lane(carrier, 0, oneAtATime(sorted(stretches, recording)))));
        lanes.addAll(slots(UNKNOWN, sorted(unknown, recording)));
        return lanes;
    }

    /**
     * What ran in each queue, in as many slots as ran at once. A slot is only a place in a picture.
     *
     * @param recording what ran
     * @return by the queues' names and then by slot
     */
    public static List<Lane> ofQueues(Recording recording) {
        Map<String, List<Stretch>> byQueue = new TreeMap<>();
        for (Run run : recording.runs()) {
            byQueue.computeIfAbsent(run.queue(), name -> new ArrayList<>())
                    .add(
                            new Stretch(
                                    run,
                                    run.begin(),
                                    run.end(),
                                    run.state().isTerminal()
                                            ? Turn.Then.ENDED
                                            : Turn.Then.GOES_ON));
        }
        List<Lane> lanes = new ArrayList<>();
        byQueue.forEach(
                (queue, stretches) -> lanes.addAll(slots(queue, sorted(stretches, recording))));
        return lanes;
    }

    private static List<Stretch> sorted(List<Stretch> stretches, Recording recording) {
        return stretches.stream()
                .sorted(
                        Comparator.comparingLong((Stretch each) -> each.begin() - recording.from())
                                .thenComparingLong(each -> each.end() - recording.from()))
                .toList();
    }

    private static List<Stretch> oneAtATime(List<Stretch> sorted) {
        List<Stretch> lane = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size(); i++) {
            Stretch each = sorted.get(i);
            boolean last = i == sorted.size() - 1;
            long next = last ? each.end() : sorted.get(i + 1).begin();
            boolean cut = next - each.end() < 0;
            lane.add(cut ? new Stretch(each.run(), each.begin(), next, Turn.Then.BLOCKED) : each);
        }
        return lane;
    }

    /** Each goes into the lowest slot that is free. */
    private static List<Lane> slots(String name, List<Stretch> sorted) {
        List<List<Stretch>> slots = new ArrayList<>();
        PriorityQueue<Integer> free = new PriorityQueue<>();
        PriorityQueue<Integer> taken =
                new PriorityQueue<>((one, other) ->
                        Long.signum(
                                slots.get(one).getLast().end() - slots.get(other).getLast().end()));
        for (Stretch each : sorted) {
            while (!taken.isEmpty()
                    && slots.get(taken.peek()).getLast().end() - each.begin() <= 0) {
                free.add(taken.remove());
            }
            Integer slot = free.poll();
            if (slot == null) {
                slot = slots.size();
                slots.add(new ArrayList<>());
            }
            slots.get(slot).add(each);
            taken.add(slot);
        }
        List<Lane> lanes = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            lanes.add(new Lane(name, slot, slots.get(slot)));
        }
        return lanes;
    }

    /** Carrier 10 comes after carrier 9. */
    static int compareNames(String one, String other) {
        int a = digits(one);
        int b = digits(other);
        int byText = one.substring(0, a).compareTo(other.substring(0, b));
        if (byText != 0) {
            return byText;
        }
        int byLength = Integer.compare(one.length() - a, other.length() - b);
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    private static int digits(String name) {
        int at = name.length();
        while (at > 0 && Character.isDigit(name.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
