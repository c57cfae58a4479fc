package dev.mayfly.examples.trading;

import dev.mayfly.examples.trading.Message.Order;

/**
 * A page of the order book. It is written on by its executor, given to the exchange, stamped there
 * and given back: one object all the way, of which no two agents have a hold at the same time.
 */
final class OrderPage {

    /** How many orders a page takes. */
    static final int LINES = 8;

    private final String executor;
    private final Order[] orders = new Order[LINES];
    private int length;
    private int executed;

    OrderPage(String executor) {
        this.executor = executor;
    }

    String executor() {
        return executor;
    }

    void add(Order order) {
        orders[length++] = order;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean isFull() {
        return length == LINES;
    }

    /** The exchange's stamp: all of it is executed. */
    void stamp() {
        executed = length;
    }

    /** How many orders of it were executed. */
    int executed() {
        return executed;
    }

    @Override
    public String toString() {
        return length == 0
                ? "an empty page"
                : "%d orders (%d to %d)"
                        .formatted(length, orders[0].number(), orders[length - 1].number());
    }
}
