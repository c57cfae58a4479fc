package dev.mayfly.spring.boot.test.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.boot.test.AutoConfigureMayflyTester;
import dev.mayfly.spring.boot.test.JobTester;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import java.time.Instant;

/** The whole application, whose configuration asks for another store. */
@SpringBootTest(
        properties = {"mayfly.store.type=file", "mayfly.queues.mail.paused=true"},
        webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureMayflyTester(start = "2026-03-28T12:00:00Z")
class ShopTests {

    @Autowired private Mayfly mayfly;
    @Autowired private JobTester jobs;
    @MockitoBean private Mailer mailer;
    @MockitoBean private Warehouse warehouse;

    @Test
    void theTesterStandsBesideTheWholeApplication() {
        assertThat(jobs.now()).isEqualTo(Instant.parse("2026-03-28T12:00:00Z"));
        mayfly.submit("bill", new Order("A-2", 1));
        jobs.drain();
        jobs.assertEnqueued("bill").succeeded();
    }

    @Test
    void whatTheConfigurationPausesStaysPaused() {
        mayfly.with(mayfly.options().withQueue("mail")).submit("bill", new Order("A-3", 1));
        assertThat(jobs.drain()).isZero();
        jobs.assertEnqueued("bill").inQueue("mail").dueNow();
    }
}
