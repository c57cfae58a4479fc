package dev.mayfly.spring.boot.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventStatistics;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestExecutionListeners;
import org.springframework.test.context.support.DependencyInjectionTestExecutionListener;

import java.util.function.Consumer;

class ClearedBetweenTestsTests {

    @Test
    void eachTestBeginsWithoutTheJobsOfTheStartAndOfOtherTests() {
        run(Cleared.class, statistics -> statistics.started(2).succeeded(2));
    }

    @Test
    void plantedMissingListenerIsCaught() {
        run(NotCleared.class, statistics -> statistics.started(2).failed(2));
    }

    private static void run(Class<?> tests, Consumer<EventStatistics> expected) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .assertStatistics(expected);
    }

    static final class StartJobs {

        @Bean
        ApplicationListener<ApplicationStartedEvent> submitter(Mayfly mayfly) {
            return event -> mayfly.submit("count", 0);
        }
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    abstract static class Both {

        @Autowired Mayfly mayfly;
        @Autowired Jobs runtime;
        @Autowired JobTester jobs;

        @Test
        @Order(1)
        void first() {
            jobs.assertNothingEnqueued();
            mayfly.submit("count", 1);
        }

        @Test
        @Order(2)
        void second() {
            jobs.assertNothingEnqueued();
            mayfly.submit("sleepy");
            jobs.drain();
        }
    }

    @SpringBootTest(
            classes = Workshop.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = "example=cleared")
    @AutoConfigureMayflyTester
    @Import(StartJobs.class)
    static class Cleared extends Both {}

    @SpringBootTest(
            classes = Workshop.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = "example=not-cleared")
    @AutoConfigureMayflyTester
    @Import(StartJobs.class)
    @TestExecutionListeners(DependencyInjectionTestExecutionListener.class)
    static class NotCleared extends Both {}
}
