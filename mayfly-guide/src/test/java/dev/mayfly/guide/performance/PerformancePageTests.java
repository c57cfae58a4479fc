package dev.mayfly.guide.performance;

import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.spring.boot.test.MayflyTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.List;

@MayflyTest(properties = "spring.config.location=classpath:guide/performance.yaml")
class PerformancePageTests {

    @Autowired private Mailing mailing;
    @Autowired private JobTester jobs;

    @Test
    void manyMailsAreOneSubmission() {
        mailing.sendAll(List.of("ada@example.org", "grace@example.org"));
        jobs.assertEnqueued("mail").times(2).inQueue("mail");
        jobs.drain();
        jobs.assertEnqueued("mail").succeeded();
    }
}
