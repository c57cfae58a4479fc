package dev.mayfly.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.spring.MayflyJob;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Reads what an application prints whose jobs are declared wrongly, as somebody who has to fix it.
 */
@Tag("either-mode")
@ExtendWith(OutputCaptureExtension.class)
class DeclarationFailureTests {

    record Order(String id) {}

    static class PrivateMethod {
        @MayflyJob
        private void send(Order order) {}
    }

    static class FinalMethod {
        @MayflyJob
        final void send(Order order) {}
    }

    static class StaticMethod {
        @MayflyJob
        static void send(Order order) {}
    }

    static class TwoPayloads {
        @MayflyJob
        void send(Order order, String reason) {}
    }

    static class TwoContexts {
        @MayflyJob
        void send(JobContext one, JobContext two) {}
    }

    static class Later {
        @MayflyJob
        Future<String> send(Order order) {
            return CompletableFuture.completedFuture(order.id());
        }
    }

    static class Raw {
        @MayflyJob
        @SuppressWarnings("rawtypes") // as code from before generics
        CompletionStage send(Order order) {
            return CompletableFuture.completedFuture(order.id());
        }
    }

    static class UnknownQueue {
        @MayflyJob(queue = "mails")
        void send(Order order) {}
    }

    static class SameName {
        @MayflyJob(name = "send")
        void letter(Order order) {}

        @MayflyJob(name = "send")
        void parcel(Order order) {}
    }

    static class TakenAlias {
        @MayflyJob(name = "send")
        void letter(Order order) {}

        @MayflyJob(name = "ship", aliases = "send")
        void parcel(Order order) {}
    }

    static class Overloads {
        @MayflyJob
        void send(Order order) {}

        @MayflyJob
        void send(String order) {}
    }

    static class InBackground {
        @MayflyJob
        @Async
        void send(Order order) {}
    }

    static class Letter {
        @MayflyJob(name = "send")
        void letter(Order order) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class DefinedTwice {
        @Bean
        JobDefinition<String, String> send() {
            return JobDefinition.of("send", String.class, String.class, (text, job) -> text);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDefinitions {
        @Bean
        JobDefinition<String, String> one() {
            return JobDefinition.of("send", String.class, String.class, (text, job) -> text);
        }

        @Bean
        JobDefinition<String, String> two() {
            return JobDefinition.of("send", String.class, String.class, (text, job) -> text);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DefinitionInUnknownQueue {
        @Bean
        JobDefinition<String, String> send() {
            return JobDefinition.of("send", String.class, String.class, (text, job) -> text)
                    .withQueue("defualt");
        }
    }

    static class BadName {
        @MayflyJob(name = "send the letter")
        void send(Order order) {}
    }

    static class BadCron {
        @MayflyJob(cron = "0 25 * * *")
        void nightly() {}
    }

    static class BadZone {
        @MayflyJob(cron = "0 3 * * *", zone = "Europe/Berln")
        void nightly() {}
    }

    static class ZoneAlone {
        @MayflyJob(zone = "Europe/Berlin")
        void nightly() {}
    }

    static class CronAndRate {
        @MayflyJob(cron = "0 3 * * *", fixedRate = "10s")
        void nightly() {}
    }

    static class RecurringWithPayload {
        @MayflyJob(cron = "0 3 * * *")
        void nightly(Order order) {}
    }

    static class BadDuration {
        @MayflyJob(timeout = "ten minutes")
        void send(Order order) {}
    }

    static class BadAttempts {
        @MayflyJob(maxAttempts = -2)
        void send(Order order) {}
    }

    @MayflyJob
    static class NoHandler {
        void run(Order order) {}
    }

    abstract static class Base<T> {
        @MayflyJob(name = "base")
        void handle(T payload) {}
    }

    static class RawBase<T> extends Base<T> {}

    @Configuration(proxyBeanMethods = false)
    static class RawHandler {
        @Bean
        @MayflyJob
        JobHandler<?, ?> handler() {
            return (payload, job) -> payload;
        }
    }

    interface Api {}

    static class Implementation implements Api {
        @MayflyJob
        public void send(Order order) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class InterfaceProxy {
        @Bean
        Api sender() {
            ProxyFactory factory = new ProxyFactory(new Implementation());
            factory.setProxyTargetClass(false);
            return (Api) factory.getProxy();
        }
    }

    @Test
    void privateMethodIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, PrivateMethod.class))
                .contains("@MayflyJob on method DeclarationFailureTests.PrivateMethod.send(")
                .contains("The method is private")
                .contains("Remove \"private\" from");
    }

    @Test
    void finalMethodIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, FinalMethod.class))
                .contains("The method is final")
                .contains("Remove \"final\" from");
    }

    @Test
    void staticMethodIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, StaticMethod.class))
                .contains("The method is static")
                .contains("Remove \"static\" from");
    }

    @Test
    void secondPayloadIsRefusedWithTheAdviceToWriteARecord(CapturedOutput output) {
        assertThat(FailedStart.with(output, TwoPayloads.class))
                .contains("more than one parameter that would be the payload")
                .contains("Put them into one record");
    }

    @Test
    void sameContextTwiceIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, TwoContexts.class))
                .contains("takes the same context twice");
    }

    @Test
    void methodThatReturnsAPlainFutureIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, Later.class))
                .contains("The method returns Future, whose end nobody can be told of")
                .contains("Return a CompletionStage");
    }

    @Test
    void stageOfWhoKnowsWhatIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, Raw.class))
                .contains("What the returned CompletionStage will bring is not known at run time")
                .contains("CompletionStage<Invoice>");
    }

    @Test
    void queueThatIsNotConfiguredIsNamedWithThoseThereAre(CapturedOutput output) {
        assertThat(FailedStart.with(output, UnknownQueue.class))
                .contains("The queue \"mails\" is not configured; there are: default")
                .contains("mayfly.queues.mails.concurrency=4");
    }

    @Test
    void twoJobsOfOneNameAreBothNamed(CapturedOutput output) {
        assertThat(FailedStart.with(output, SameName.class))
                .contains("The name \"send\" is already taken by")
                .contains("SameName.letter(")
                .contains("SameName.parcel(")
                .contains("@MayflyJob(name = \"send-2\")");
    }

    @Test
    void aliasThatIsAnotherJobsNameIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, TakenAlias.class))
                .contains("The name \"send\" is already taken by");
    }

    @Test
    void overloadsWithoutNamesAreRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, Overloads.class))
                .contains("is already taken by")
                .contains("Give one of them a name of its own");
    }

    @Test
    void jobThatIsAlsoDefinedByABeanIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, DefinedTwice.class, Letter.class))
                .contains("The registry already has a job of that name")
                .contains("Remove the JobDefinition of that name");
    }

    @Test
    void twoDefinitionsOfOneNameAreRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, TwoDefinitions.class))
                .contains("The JobDefinition \"send\" cannot be used")
                .contains("Give each definition a name and aliases of its own.");
    }

    @Test
    void definitionInAQueueThatIsNotConfiguredIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, DefinitionInUnknownQueue.class))
                .contains("The queue \"defualt\" is not configured")
                .contains("Did you mean \"default\"?");
    }

    @Test
    void asynchronousMethodIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, InBackground.class))
                .contains("Remove @Async: a job runs in the background anyway.");
    }

    @Test
    void nameWithBlanksIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, BadName.class)).contains("\"send the letter\"");
    }

    @Test
    void badCronExpressionIsNamedWithAGoodOne(CapturedOutput output) {
        assertThat(FailedStart.with(output, BadCron.class))
                .contains("Cron expression \"0 25 * * *\" is not valid: Value 25 not in range")
                .contains("cron = \"0 3 * * *\"");
    }

    @Test
    void unknownTimeZoneIsNamedWithTheOneThatWasMeant(CapturedOutput output) {
        assertThat(FailedStart.with(output, BadZone.class))
                .contains("There is no time zone \"Europe/Berln\"")
                .contains("Did you mean \"Europe/Berlin\"?");
    }

    @Test
    void zoneWithoutCronIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, ZoneAlone.class)).contains("no cron expression");
    }

    @Test
    void cronAndFixedRateTogetherAreRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, CronAndRate.class)).contains("Keep one of them");
    }

    @Test
    void recurringJobWithPayloadIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, RecurringWithPayload.class))
                .contains("recurs and takes a payload");
    }

    @Test
    void badDurationIsNamedWithGoodOnes(CapturedOutput output) {
        assertThat(FailedStart.with(output, BadDuration.class))
                .contains("timeout = \"ten minutes\" is not a duration")
                .contains("\"10s\"");
    }

    @Test
    void badNumberOfAttemptsIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, BadAttempts.class)).contains("maxAttempts -2");
    }

    @Test
    void annotatedClassThatIsNoHandlerIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, NoHandler.class))
                .contains("does not implement JobHandler")
                .contains("Put it on the method that does the work");
    }

    @Test
    void payloadOfUnknownTypeIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, RawBase.class))
                .contains("not known at run time")
                .contains("extends Base<Order>");
    }

    @Test
    void handlerOfUnknownTypeIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, RawHandler.class)).contains("not known at run time");
    }

    @Test
    void methodThatAnInterfaceProxyHidesIsRefused(CapturedOutput output) {
        assertThat(FailedStart.with(output, InterfaceProxy.class))
                .contains("stands behind a proxy of its interfaces")
                .contains("spring.aop.proxy-target-class=true");
    }
}
