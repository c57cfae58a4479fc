package dev.mayfly.spring.boot.test.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import java.time.Duration;

/** The example of the guide. */
@MayflyTest(Billing.class)
class BillingTests {

    private static final Order ORDER = new Order("A-1", 4200);

    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;
    @Autowired private ObjectProvider<Reports> reports;
    @MockitoBean private Mailer mailer;

    @Test
    void aBillIsFollowedByAReminderAWeekLater() {
        mayfly.submit(Billing::bill, ORDER);
        jobs.assertEnqueued("bill").once().withPayload(ORDER).dueNow();
        verify(mailer, never()).send("bill A-1");

        jobs.drain();
        jobs.assertEnqueued("bill").succeededWith("B-A-1");
        jobs.assertEnqueued("remind").withLabel("order", "A-1").dueIn(Duration.ofDays(7));

        jobs.advance(Duration.ofDays(7));
        verify(mailer).send("reminder A-1");
    }

    @Test
    void aBillIsSentAgainWhenTheMailerFails() {
        doThrow(new IllegalStateException("no connection")).when(mailer).send("bill A-1");
        mayfly.submit(Billing::bill, ORDER);
        jobs.drain();
        jobs.assertEnqueued("bill")
                .withError(IllegalStateException.class, "no connection")
                .dueIn(Duration.ofSeconds(10));
        jobs.assertNotEnqueued("remind");

        doNothing().when(mailer).send("bill A-1");
        jobs.advance(Duration.ofSeconds(10));
        jobs.assertEnqueued("bill").succeeded().withAttempts(2);
    }

    @Test
    void onlyTheJobsThatWereNamedAreMade() {
        assertThat(reports.getIfAvailable()).isNull();
    }
}
