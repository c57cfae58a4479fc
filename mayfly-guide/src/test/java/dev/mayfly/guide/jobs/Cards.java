package dev.mayfly.guide.jobs;

import java.io.IOException;

/** Charges cards; not Mayfly's. */
interface Cards {

    String charge(Order order, String idempotencyKey) throws IOException;

    void refund(String receipt) throws IOException;
}
