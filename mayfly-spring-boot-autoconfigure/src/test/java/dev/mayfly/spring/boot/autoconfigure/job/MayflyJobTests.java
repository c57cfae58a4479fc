package dev.mayfly.spring.boot.autoconfigure.job;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

class MayflyJobTests {

    record Order(String customer, long cents, List<String> items) {}

    record Invoice(String text) {}

    private static final Order ORDER = new Order("Ada", 250, List.of("tea"));

    @Component("billing")
    static class Billing {

        @MayflyJob
        Invoice bill(Order order) {
            return new Invoice(order.customer() + " owes " + order.cents());
        }

        @MayflyJob
        public String contextFirst(JobContext job, Order order) {
            return job.name() + " " + job.attempt() + " " + order.customer();
        }

        @MayflyJob
        protected String contextsAround(TaskContext task, Order order, JobContext job) {
            return task.name() + " " + order.customer() + " " + job.name();
        }

        @MayflyJob
        void nothing() {}

        @MayflyJob(name = "overloaded-text")
        String overloaded(String text) {
            return "text " + text;
        }

        @MayflyJob(name = "overloaded-number")
        String overloaded(long number) {
            return "number " + number;
        }

        @MayflyJob
        List<Invoice> many(List<Order> orders) {
            return orders.stream().map(this::bill).toList();
        }

        @MayflyJob(maxAttempts = 1)
        void fail() throws IOException {
            throw new IOException("the printer is on fire");
        }
    }

    private static <R> R result(
            org.springframework.context.ApplicationContext context, String job, Object payload)
            throws Exception {
        JobHandle<R> handle = context.getBean(Mayfly.class).submit(job, payload);
        return handle.await(LIMIT);
    }

    @Test
    void payloadAndResultAreRecords() {
        Runners.jobs()
                .withUserConfiguration(Billing.class)
                .run(context -> {
                    Invoice invoice = result(context, "billing-bill", ORDER);
                    assertThat(invoice).isEqualTo(new Invoice("Ada owes 250"));
                    List<Invoice> many = result(context, "billing-many", List.of(ORDER, ORDER));
                    assertThat(many).hasSize(2).containsOnly(invoice);
                });
    }

    @Test
    void contextsComeInAnyOrderAndMethodsNeedNotBePublic() {
        Runners.jobs()
                .withUserConfiguration(Billing.class)
                .run(context -> {
                    String first = result(context, "billing-context-first", ORDER);
                    assertThat(first).isEqualTo("billing-context-first 1 Ada");
                    String around = result(context, "billing-contexts-around", ORDER);
                    assertThat(around)
                            .isEqualTo("billing-contexts-around Ada billing-contexts-around");
                });
    }

    @Test
    void methodWithoutParameterAndResultRuns() {
        Runners.jobs()
                .withUserConfiguration(Billing.class)
                .run(context -> {
                    Object nothing = result(context, "billing-nothing", null);
                    assertThat(nothing).isNull();
                });
    }

    @Test
    void overloadsHaveTheirOwnNames() {
        Runners.jobs()
                .withUserConfiguration(Billing.class)
                .run(context -> {
                    String text = result(context, "overloaded-text", "7");
                    String number = result(context, "overloaded-number", 7L);
                    assertThat(text).isEqualTo("text 7");
                    assertThat(number).isEqualTo("number 7");
                });
    }

    @Test
    void failureIsWhatTheMethodThrew() {
        Runners.jobs()
                .withUserConfiguration(Billing.class)
                .run(context -> {
                    JobHandle<Object> handle = context.getBean(Mayfly.class).submit("billing-fail");
                    assertThatThrownBy(() -> handle.await(LIMIT))
                            .isInstanceOf(JobFailedException.class);
                    JobRecord job = context.getBean(Jobs.class).find(handle.id()).orElseThrow();
                    assertThat(job.error().type()).isEqualTo("java.io.IOException");
                    assertThat(job.error().message()).isEqualTo("the printer is on fire");
                });
    }

    @Test
    void payloadThatDoesNotFitIsRefusedAtOnce() {
        Runners.jobs()
                .withUserConfiguration(Billing.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    assertThatThrownBy(() -> mayfly.submit("overloaded-number", null))
                            .isInstanceOf(PayloadException.class)
                            .hasMessageContaining("takes a long but got null");
                    assertThatThrownBy(() -> mayfly.submit("billing-bill", "Ada"))
                            .isInstanceOf(PayloadException.class);
                });
    }

    @Component("sendInvoice")
    @MayflyJob
    static class SendInvoice implements JobHandler<Order, Invoice> {
        @Override
        public Invoice run(Order order, JobContext job) {
            return new Invoice(job.name() + " " + order.customer());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Factories {

        @Bean
        @MayflyJob(aliases = "old-shout")
        JobHandler<String, String> shout() {
            return (text, job) -> text.toUpperCase(java.util.Locale.ROOT);
        }

        /** The annotation is on the class, which the declared type does not show. */
        @Bean
        Api hidden() {
            return new Hidden();
        }

        @Bean
        JobDefinition<String, String> defined() {
            return JobDefinition.of(
                    "defined", String.class, String.class, (text, job) -> text + "!");
        }
    }

    interface Api {
        String greet(String name);
    }

    static class Hidden implements Api {
        @Override
        @MayflyJob(name = "greet")
        public String greet(String name) {
            return "Hello " + name;
        }
    }

    @Test
    void handlersAreJobsWhereverTheyComeFrom() {
        Runners.jobs()
                .withUserConfiguration(SendInvoice.class, Factories.class)
                .run(context -> {
                    Invoice invoice = result(context, "send-invoice", ORDER);
                    assertThat(invoice.text()).isEqualTo("send-invoice Ada");
                    String shouted = result(context, "shout", "hey");
                    assertThat(shouted).isEqualTo("HEY");
                    String alias = result(context, "old-shout", "hey");
                    assertThat(alias).isEqualTo("HEY");
                    String greeting = result(context, "greet", "Ada");
                    assertThat(greeting).isEqualTo("Hello Ada");
                    String defined = result(context, "defined", "so");
                    assertThat(defined).isEqualTo("so!");
                });
    }

    @Component("lazy")
    @Lazy
    static class LazyBean {
        static int made;

        LazyBean() {
            made++;
        }

        @MayflyJob
        int instances() {
            return made;
        }
    }

    @Component("each")
    @Scope("prototype")
    static class EachTime {
        static int made;

        EachTime() {
            made++;
        }

        @MayflyJob
        int instances() {
            return made;
        }
    }

    @Test
    void lazyAndPrototypeBeansAreMadeWhenTheJobRuns() {
        LazyBean.made = 0;
        EachTime.made = 0;
        Runners.jobs()
                .withUserConfiguration(LazyBean.class, EachTime.class)
                .run(context -> {
                    assertThat(LazyBean.made).isZero();
                    assertThat(EachTime.made).isZero();
                    Integer lazy = result(context, "lazy-instances", null);
                    assertThat(lazy).isEqualTo(1);
                    Integer again = result(context, "lazy-instances", null);
                    assertThat(again).isEqualTo(1);
                    Integer each = result(context, "each-instances", null);
                    assertThat(each).isEqualTo(1);
                    Integer next = result(context, "each-instances", null);
                    assertThat(next).isEqualTo(2);
                });
    }

    abstract static class Base<T, R> {
        abstract R convert(T payload);

        @MayflyJob(name = "${test.name:converted}", queue = "${test.queue:mail}")
        R handle(T payload) {
            return convert(payload);
        }
    }

    @Component
    static class Derived extends Base<Order, List<Invoice>> {
        @Override
        List<Invoice> convert(Order payload) {
            return List.of(new Invoice(payload.customer()));
        }
    }

    @Test
    void inheritedMethodTakesTheTypesOfTheBeansClass() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.mail.concurrency=2")
                .withUserConfiguration(Derived.class)
                .run(context -> {
                    List<Invoice> invoices = result(context, "converted", ORDER);
                    assertThat(invoices).containsExactly(new Invoice("Ada"));
                    assertThat(context.getBean(JobRegistry.class).get("converted").queue())
                            .isEqualTo("mail");
                });
    }

    @Component("careful")
    static class Careful {
        @MayflyJob(
                name = "careful",
                maxAttempts = 7,
                initialDelay = "2s",
                multiplier = 3,
                maxDelay = "1m",
                jitter = 0,
                timeout = "90s",
                priority = 3,
                retryOn = IOException.class,
                noRetryOn = FileNotFoundException.class)
        void all() {}

        @MayflyJob(name = "partly", maxAttempts = 2)
        void partly() {}

        @MayflyJob(name = "plain")
        void plain() {}
    }

    @Test
    void annotationDiffersFromTheConfigurationOnlyWhereItSaysSo() {
        Runners.jobs()
                .withPropertyValues("mayfly.retry.initial-delay=5s", "mayfly.retry.jitter=0.5")
                .withUserConfiguration(Careful.class)
                .run(context -> {
                    JobRegistry registry = context.getBean(JobRegistry.class);
                    var all = registry.get("careful").settings();
                    assertThat(all.timeout()).isEqualTo(Duration.ofSeconds(90));
                    assertThat(all.priority()).isEqualTo(3);
                    assertThat(all.retry().maxAttempts()).isEqualTo(7);
                    assertThat(all.retry().initialDelay()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(all.retry().multiplier()).isEqualTo(3);
                    assertThat(all.retry().maxDelay()).isEqualTo(Duration.ofMinutes(1));
                    assertThat(all.retry().jitter()).isZero();
                    assertThat(all.retry().retries(new IOException())).isTrue();
                    assertThat(all.retry().retries(new FileNotFoundException())).isFalse();
                    assertThat(all.retry().retries(new IllegalStateException())).isFalse();
                    RetryPolicy partly = registry.get("partly").settings().retry();
                    assertThat(partly.maxAttempts()).isEqualTo(2);
                    assertThat(partly.initialDelay()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(partly.jitter()).isEqualTo(0.5);
                    assertThat(registry.get("plain").settings().retry()).isNull();
                    assertThat(context.getBean(Jobs.class).defaultRetry().initialDelay())
                            .isEqualTo(Duration.ofSeconds(5));
                });
    }

    @MayflyJob(queue = "mail", maxAttempts = 9)
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface MailJob {
        @AliasFor(annotation = MayflyJob.class, attribute = "name")
        String value();
    }

    @Component
    static class Mailer {
        @MailJob("mail-it")
        void send(Order order) {}
    }

    @Test
    void annotationCanBePartOfAnother() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.mail.concurrency=2")
                .withUserConfiguration(Mailer.class)
                .run(context -> {
                    var job = context.getBean(JobRegistry.class).get("mail-it");
                    assertThat(job.queue()).isEqualTo("mail");
                    assertThat(job.settings().retry().maxAttempts()).isEqualTo(9);
                    assertThat(
                                    AnnotatedElementUtils.isAnnotated(
                                            Mailer.class.getDeclaredMethods()[0], MayflyJob.class))
                            .isTrue();
                });
    }

    @Component("early")
    static class Early implements org.springframework.beans.factory.InitializingBean {
        private final Mayfly mayfly;
        private JobHandle<String> handle;

        Early(Mayfly mayfly) {
            this.mayfly = mayfly;
        }

        @Override
        public void afterPropertiesSet() {
            handle = mayfly.submit("early-work");
        }

        @MayflyJob
        String work() {
            return "done";
        }
    }

    @Test
    void jobSubmittedWhileBeansAreMadeRunsOnceTheyAreReady() {
        Runners.jobs()
                .withUserConfiguration(Early.class)
                .run(context ->
                        assertThat(context.getBean(Early.class).handle.await(LIMIT))
                                .isEqualTo("done"));
    }

    @Component("family")
    static class Family {
        private final Mayfly mayfly;

        Family(Mayfly mayfly) {
            this.mayfly = mayfly;
        }

        @MayflyJob
        String parent() throws Exception {
            JobHandle<String> child = mayfly.submit(this::child, "x");
            return child.id().value();
        }

        @MayflyJob
        String child(String text) {
            return text;
        }
    }

    @Test
    void jobSubmittedByAJobHasItAsItsParent() {
        Runners.jobs()
                .withUserConfiguration(Family.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    JobHandle<String> parent = mayfly.submit(Family::parent);
                    String child = parent.await(LIMIT);
                    JobRecord record =
                            context.getBean(Jobs.class)
                                    .find(new dev.mayfly.jobs.model.JobId(child))
                                    .orElseThrow();
                    assertThat(record.envelope().lineage()).containsExactly(parent.id());
                });
    }
}
