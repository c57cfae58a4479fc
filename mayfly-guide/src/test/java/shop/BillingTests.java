// tag::test[]
package shop;

import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;

@MayflyTest(Billing.class)
class BillingTests {

    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;

    @Test
    void billsAnOrder() {
        mayfly.submit(Billing::bill, new Billing.Order("17", 4200));
        jobs.drain();
        jobs.assertEnqueued("bill").succeededWith("INV-17");
    }

    @Test
    void triesThreeTimes() {
        mayfly.submit(Billing::bill, new Billing.Order("18", -1));
        jobs.advance(Duration.ofMinutes(1));
        jobs.assertEnqueued("bill").failed().withAttempts(3);
    }
}
// end::test[]
