package dev.mayfly.guide.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

@MayflyTest(properties = "spring.config.location=classpath:guide/jobs.yaml")
@Import({Checkout.class, OrderDesk.class, Approvals.class, Support.class})
class JobsPageTests {

    private static final Order ORDER = new Order("17", "Ada", 4200);

    @Autowired private Mayfly mayfly;
    @Autowired private Jobs runtime;
    @Autowired private JobTester jobs;
    @Autowired private Checkout checkout;
    @Autowired private OrderDesk desk;
    @Autowired private Reports reports;
    @Autowired private Imports imports;
    @Autowired private Approvals approvals;
    @Autowired private Support support;
    @MockitoBean private Cards cards;
    @MockitoBean private Mailer mailer;

    @Test
    void aJobRunsInItsQueueAndReturnsItsResult() {
        JobHandle<Invoice> bill = checkout.checkout(ORDER);
        jobs.assertEnqueued("bill").inQueue("billing").withKey("Ada").dueNow();
        jobs.drain();
        assertThat(bill.future()).isCompletedWithValue(new Invoice("INV-17"));
        assertThat(runtime.queues().policy("billing").limits().global()).isEqualTo(6);
    }

    @Test
    void anOptionHoldsForOneSubmission() {
        desk.checkoutLater(ORDER);
        jobs.assertEnqueued("bill")
                .withPriority(15)
                .withLabel("campaign", "spring")
                .dueIn(Duration.ofHours(1));
    }

    @Test
    void aSubmissionWithAKeyIsOneJobHoweverOftenItComes() {
        assertThat(desk.checkoutOnce(ORDER).id()).isEqualTo(desk.checkoutOnce(ORDER).id());
        jobs.assertEnqueued("bill").once();
    }

    @Test
    void aBrokenConnectionIsTriedAgainAndAMistakeIsNot() throws IOException {
        when(cards.charge(any(), anyString())).thenThrow(new IOException("reset")).thenReturn("R");
        mayfly.submit(Payments::charge, ORDER);
        mayfly.submit(Payments::charge, new Order("18", "Ada", 0));
        jobs.advance(Duration.ofSeconds(2));
        var charges = jobs.assertEnqueued("charge").times(2).jobs();
        assertThat(charges.get(0).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(charges.get(0).attempts()).isEqualTo(2);
        assertThat(charges.get(1).state()).isEqualTo(JobState.FAILED);
        assertThat(charges.get(1).error()).isNotNull();
        jobs.assertEnqueued("charge")
                .withError(PermanentFailureException.class, "order 18 costs nothing");
    }

    @Test
    void runsComeByTheClockOfTheirZone() {
        ZonedDateTime evening =
                jobs.advanceToNextRun("close-of-day").atZone(ZoneId.of("Europe/Berlin"));
        assertThat(evening.getHour()).isEqualTo(18);
        verify(mailer).send("closed at " + jobs.now());
        verify(mailer, atLeastOnce()).send("stock is up to date");
    }

    @Test
    void aScheduleIsMadeAtRunTime() {
        reports.reportMonthly("Ada", ZoneId.of("Asia/Tokyo"));
        jobs.advanceToNextRun("report-Ada");
        verify(mailer).send("report for Ada");
        runtime.recurring().remove("report-Ada");
    }

    @Test
    void theSameJobIsThereOnce() {
        mayfly.submit(Search::refresh, "Ada");
        mayfly.submit(Search::refresh, "Ada");
        mayfly.submit(Search::refresh, "Bob");
        jobs.assertEnqueued("refresh").times(2);

        mayfly.submit(Search::reindex);
        jobs.advance(Duration.ofSeconds(1));
        mayfly.submit(Search::reindex);
        jobs.assertEnqueued("reindex").once().dueIn(Duration.ofSeconds(2));
    }

    @Test
    void aBatchReportsWhenItsLastJobHasEnded() {
        imports.readAll(List.of("a\nb", "c"));
        jobs.drain();
        verify(mailer).send("2 of 2 files");
    }

    @Test
    void whatComesAfterWaits() {
        imports.readThenReport("a");
        jobs.assertEnqueued("import-report").inState(JobState.BLOCKED);
        jobs.drain();
        jobs.assertEnqueued("import-report").succeeded();
    }

    @Test
    void anOrderWaitsForItsApprovalAndIsChargedOnce() throws IOException {
        when(cards.charge(any(), anyString())).thenReturn("R-1");
        var order = mayfly.submit(Fulfilment::fulfil, ORDER);
        jobs.drain();
        jobs.assertEnqueued("fulfil").inState(JobState.AWAITING_SIGNAL);
        assertThat(support.whyNot(order.id())).contains("approval");
        assertThat(support.whereNow(order.id())).isEqualTo("it has no task on this node");

        approvals.approve(order.id(), "Grace");
        approvals.approve(order.id(), "Grace");
        jobs.drain();
        jobs.assertEnqueued("fulfil").succeededWith("shipped");
        verify(cards).charge(eq(ORDER), eq(order.id() + "/charge"));
    }

    @Test
    void anOrderThatNobodyApprovesIsRefunded() throws IOException {
        when(cards.charge(any(), anyString())).thenReturn("R-1");
        mayfly.submit(Fulfilment::fulfil, ORDER);
        jobs.advance(Duration.ofDays(3));
        jobs.assertEnqueued("fulfil").succeededWith("refunded");
        verify(cards).refund("R-1");
    }

    @Test
    void whatFailedIsRetriedAtOnce() throws IOException {
        when(cards.charge(any(), anyString())).thenThrow(new IllegalStateException("no terminal"));
        mayfly.submit(Payments::charge, ORDER);
        jobs.drain();
        jobs.assertEnqueued("charge").failed();
        assertThat(support.retryAll("charge")).isEqualTo(1);
        jobs.assertEnqueued("charge").inState(JobState.READY);
    }
}
