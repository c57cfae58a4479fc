package dev.mayfly.kernel.schedule;

import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

/**
 * Who runs next: the most urgent first, in order of arrival within one priority, and nobody
 * starves.
 *
 * <p>One list for each of the 32 priorities, and a bit for each list that is not empty: adding,
 * taking and removing cost the same whatever the length. The lists are threaded through the entries
 * themselves, so that an entry can stand in one place only (adding it again is refused) and leaves
 * in one step when its task is cancelled, with nothing stale left behind.
 *
 * <p><b>Ageing.</b> Every {@value #AGEING_PERIOD}th {@link #poll()} takes the entry that arrived
 * first of all, whatever its priority. An entry with {@code n} older ones beside it is therefore
 * taken after at most {@code 61 × (n + 1)} polls: the oldest entry of priority 31 waits for at most
 * 61 polls, however many urgent ones keep arriving. Counting polls and not time keeps the rule
 * exact under simulated time.
 *
 * <p>Thread rule: not safe for concurrent use; its owner guards it by a lock.
 *
 * @param <E> the type of the entries
 */
public final class ReadyQueue<E extends ReadyQueue.Node> {

    /** How many polls lie between two that go by age alone; a prime, so that it keeps no rhythm. */
    public static final int AGEING_PERIOD = 61;

    private final @Nullable Node[] heads = new Node[Priority.LOWEST + 1];
    private final @Nullable Node[] tails = new Node[Priority.LOWEST + 1];
    private int occupied;
    private int size;
    private long arrivals;
    private int polls;

    /** Creates an empty queue. */
    public ReadyQueue() {}

    /**
     * Adds an entry behind its equals.
     *
     * @param entry stands in no queue
     * @param priority 0 to 31
     * @return false if the entry stands in a queue already; it then keeps its place
     */
    public boolean add(E entry, int priority) {
        Node node = entry;
        if (node.owner != null) {
            return false;
        }
        node.owner = this;
        node.band = priority;
        node.arrival = arrivals++;
        node.previous = tails[priority];
        if (node.previous == null) {
            heads[priority] = node;
            occupied |= 1 << priority;
        } else {
            node.previous.next = node;
        }
        tails[priority] = node;
        size++;
        return true;
    }

    /**
     * Takes the entry that is next.
     *
     * @return the entry, or null if there is none
     */
    public @Nullable E poll() {
        if (occupied == 0) {
            return null;
        }
        if (++polls == AGEING_PERIOD) {
            polls = 0;
            return pollOldest();
        }
        return pollMostUrgent();
    }

    /**
     * Takes the first entry of the most urgent priority, without ageing.
     *
     * @return the entry, or null if there is none
     */
    public @Nullable E pollMostUrgent() {
        return occupied == 0 ? null : take(mostUrgent());
    }

    /**
     * Takes one of the entries of the most urgent priority, for schedulers that explore other
     * orders.
     *
     * @param index 0 for the first in line
     * @return the entry
     * @throws IndexOutOfBoundsException if that priority has no so many entries
     */
    @SuppressWarnings("unchecked") // only E enters, by add
    public E pollMostUrgent(int index) {
        Node node = occupied == 0 ? null : heads[mostUrgent()];
        for (int i = 0; node != null && i < index; i++) {
            node = node.next;
        }
        if (node == null) {
            throw new IndexOutOfBoundsException("there is no entry " + index);
        }
        unlink(node);
        return (E) node;
    }

    /**
     * Counts the entries of the most urgent priority.
     *
     * @param limit where to stop counting
     * @return at most the limit
     */
    public int countMostUrgent(int limit) {
        int count = 0;
        Node node = occupied == 0 ? null : heads[mostUrgent()];
        for (; node != null && count < limit; node = node.next) {
            count++;
        }
        return count;
    }

    /**
     * Takes the entry that arrived first of all, whatever its priority.
     *
     * @return the entry, or null if there is none
     */
    public @Nullable E pollOldest() {
        return occupied == 0 ? null : take(bandOfOldest());
    }

    /**
     * Takes an entry out, wherever it stands.
     *
     * @param entry any entry
     * @return false if it did not stand in this queue
     */
    public boolean remove(E entry) {
        Node node = entry;
        if (node.owner != this) {
            return false;
        }
        unlink(node);
        return true;
    }

    /**
     * The number of entries.
     *
     * @return zero or more
     */
    public int size() {
        return size;
    }

    /**
     * The priority of the most urgent entry.
     *
     * @return 0 to 31, or 32 if the queue is empty
     */
    public int mostUrgent() {
        return Integer.numberOfTrailingZeros(occupied);
    }

    /**
     * Which priorities have entries.
     *
     * @return a bit for each, the lowest for priority 0
     */
    public int bands() {
        return occupied;
    }

    @SuppressWarnings("unchecked") // only E enters, by add
    private E take(int band) {
        Node first = heads[band];
        assert first != null : "priority " + band + " is marked as occupied and has no entry";
        unlink(first);
        return (E) first;
    }

    private int bandOfOldest() {
        int oldest = Integer.numberOfTrailingZeros(occupied);
        for (int rest = occupied & (occupied - 1); rest != 0; rest &= rest - 1) {
            int band = Integer.numberOfTrailingZeros(rest);
            if (arrivalOfHead(band) < arrivalOfHead(oldest)) {
                oldest = band;
            }
        }
        return oldest;
    }

    private long arrivalOfHead(int band) {
        Node head = heads[band];
        return head == null ? Long.MAX_VALUE : head.arrival;
    }

    private void unlink(Node node) {
        Node before = node.previous;
        Node after = node.next;
        if (before == null) {
            heads[node.band] = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tails[node.band] = before;
        } else {
            after.previous = before;
        }
        if (heads[node.band] == null) {
            occupied &= ~(1 << node.band);
        }
        node.previous = null;
        node.next = null;
        node.owner = null;
        size--;
    }

    /** What can stand in a ready queue; its fields belong to the queue it stands in. */
    public abstract static class Node {

        private @Nullable ReadyQueue<?> owner;
        private @Nullable Node previous;
        private @Nullable Node next;
        private long arrival;
        private int band;

        /** For subclasses. */
        protected Node() {}
    }
}
