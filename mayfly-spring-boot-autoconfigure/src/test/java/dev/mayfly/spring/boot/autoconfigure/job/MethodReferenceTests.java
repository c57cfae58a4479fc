package dev.mayfly.spring.boot.autoconfigure.job;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.UnknownJobException;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.spring.JobMethod;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What can be written in {@code mayfly.submit(…)}; most of it is checked by the compiler. */
class MethodReferenceTests {

    record Order(String id) {}

    record Invoice(String of) {}

    @Component("reports")
    static class Reports {
        @MayflyJob
        Invoice value(Order order) {
            return new Invoice(order.id());
        }

        @MayflyJob
        void nothing(Order order) {}

        @MayflyJob
        Invoice valueThenContext(Order order, JobContext job) {
            return new Invoice(job.name());
        }

        @MayflyJob
        void nothingThenContext(Order order, JobContext job) {}

        @MayflyJob
        Invoice contextThenValue(JobContext job, Order order) {
            return new Invoice(job.name());
        }

        @MayflyJob
        void contextThenNothing(JobContext job, Order order) {}

        @MayflyJob
        Invoice alone() {
            return new Invoice("alone");
        }

        @MayflyJob
        void aloneNothing() {}

        @MayflyJob
        Invoice aloneContext(JobContext job) {
            return new Invoice(job.name());
        }

        @MayflyJob
        void aloneContextNothing(JobContext job) {}

        @MayflyJob(name = "overloaded-order")
        String overloaded(Order order) {
            return "order";
        }

        @MayflyJob(name = "overloaded-text")
        String overloaded(String text) {
            return "text";
        }

        @MayflyJob
        long twice(long number) {
            return 2 * number;
        }

        @MayflyJob
        List<Invoice> all(List<Order> orders) {
            return orders.stream().map(this::value).toList();
        }

        Invoice noJob(Order order) {
            return new Invoice(order.id());
        }

        static void staticMethod(Order order) {}
    }

    private static final Order ORDER = new Order("7");

    private static void run(BiConsumer<Mayfly, Reports> test) {
        Runners.jobs()
                .withUserConfiguration(Reports.class)
                .run(context ->
                        test.accept(context.getBean(Mayfly.class), context.getBean(Reports.class)));
    }

    private static void named(JobHandle<?> handle, String name) {
        assertThat(handle.name()).isEqualTo(name);
    }

    private static <R> R await(JobHandle<R> handle) {
        try {
            return handle.await(LIMIT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void boundReferenceNamesTheJobInEveryShape() {
        run((mayfly, reports) -> {
            JobHandle<Invoice> value = mayfly.submit(reports::value, ORDER);
            assertThat(await(value)).isEqualTo(new Invoice("7"));
            named(value, "reports-value");
            named(mayfly.submit(reports::nothing, ORDER), "reports-nothing");
            JobHandle<Invoice> last = mayfly.submit(reports::valueThenContext, ORDER);
            assertThat(await(last).of()).isEqualTo("reports-value-then-context");
            named(
                    mayfly.submit(reports::nothingThenContext, ORDER),
                    "reports-nothing-then-context");
            JobHandle<Invoice> first = mayfly.submit(reports::contextThenValue, ORDER);
            assertThat(await(first).of()).isEqualTo("reports-context-then-value");
            named(
                    mayfly.submit(reports::contextThenNothing, ORDER),
                    "reports-context-then-nothing");
            JobHandle<Invoice> alone = mayfly.submit(reports::alone);
            assertThat(await(alone).of()).isEqualTo("alone");
            named(mayfly.submit(reports::aloneNothing), "reports-alone-nothing");
            JobHandle<Invoice> context = mayfly.submit(reports::aloneContext);
            assertThat(await(context).of()).isEqualTo("reports-alone-context");
            named(mayfly.submit(reports::aloneContextNothing), "reports-alone-context-nothing");
        });
    }

    @Test
    void unboundReferenceNamesTheJobInEveryShape() {
        run((mayfly, reports) -> {
            JobHandle<Invoice> value = mayfly.submit(Reports::value, ORDER);
            assertThat(await(value)).isEqualTo(new Invoice("7"));
            named(mayfly.submit(Reports::nothing, ORDER), "reports-nothing");
            JobHandle<Invoice> last = mayfly.submit(Reports::valueThenContext, ORDER);
            assertThat(await(last).of()).isEqualTo("reports-value-then-context");
            named(
                    mayfly.submit(Reports::nothingThenContext, ORDER),
                    "reports-nothing-then-context");
            JobHandle<Invoice> first = mayfly.submit(Reports::contextThenValue, ORDER);
            assertThat(await(first).of()).isEqualTo("reports-context-then-value");
            named(
                    mayfly.submit(Reports::contextThenNothing, ORDER),
                    "reports-context-then-nothing");
            JobHandle<Invoice> alone = mayfly.submit(Reports::alone);
            assertThat(await(alone).of()).isEqualTo("alone");
            named(mayfly.submit(Reports::aloneNothing), "reports-alone-nothing");
            JobHandle<Invoice> context = mayfly.submit(Reports::aloneContext);
            assertThat(await(context).of()).isEqualTo("reports-alone-context");
            named(mayfly.submit(Reports::aloneContextNothing), "reports-alone-context-nothing");
        });
    }

    @Test
    void overloadIsPickedByACastAndResolvedBySignature() {
        run((mayfly, reports) -> {
            JobHandle<String> order =
                    mayfly.submit((JobMethod.Call<Order, String>) reports::overloaded, ORDER);
            JobHandle<String> text =
                    mayfly.submit((JobMethod.Call<String, String>) reports::overloaded, "x");
            JobHandle<String> unbound =
                    mayfly.submit(
                            (JobMethod.CallOn<Reports, String, String>) Reports::overloaded, "x");
            assertThat(await(order)).isEqualTo("order");
            assertThat(await(text)).isEqualTo("text");
            assertThat(await(unbound)).isEqualTo("text");
        });
    }

    @Test
    void primitivesAndGenericTypesAreFine() {
        run((mayfly, reports) -> {
            JobHandle<Long> twice = mayfly.submit(reports::twice, 21L);
            assertThat(await(twice)).isEqualTo(42L);
            JobHandle<List<Invoice>> all = mayfly.submit(Reports::all, List.of(ORDER));
            assertThat(await(all)).containsExactly(new Invoice("7"));
        });
    }

    @Test
    void onePlaceInTheSourceIsResolvedTheSameEachTime() {
        run((mayfly, reports) -> {
            for (int i = 0; i < 3; i++) {
                named(mayfly.submit(reports::value, ORDER), "reports-value");
                named(mayfly.submit(Reports::value, ORDER), "reports-value");
            }
        });
    }

    @Test
    void optionsApplyToSubmissionsThroughTheirView() {
        Runners.jobs()
                .withPropertyValues("mayfly.queues.slow.concurrency=1")
                .withUserConfiguration(Reports.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    Reports reports = context.getBean(Reports.class);
                    JobHandle<Invoice> slow =
                            mayfly.with(JobOptions.DEFAULTS.withQueue("slow"))
                                    .submit(reports::value, ORDER);
                    JobHandle<Invoice> usual = mayfly.submit(reports::value, ORDER);
                    Jobs jobs = context.getBean(Jobs.class);
                    assertThat(jobs.find(slow.id()).orElseThrow().queue()).isEqualTo("slow");
                    assertThat(jobs.find(usual.id()).orElseThrow().queue()).isEqualTo("default");
                });
    }

    @Test
    void lambdaIsRefusedWithWhatToWriteInstead() {
        run((mayfly, reports) ->
                assertThatThrownBy(
                                () -> mayfly.submit((Order order) -> reports.value(order), ORDER))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("A lambda was submitted")
                        .hasMessageContaining("MethodReferenceTests")
                        .hasMessageContaining("mayfly.submit(reports::generate, payload)"));
    }

    @Test
    void methodThatIsNoJobIsRefusedWithTheJobsOfItsClass() {
        run((mayfly, reports) ->
                assertThatThrownBy(() -> mayfly.submit(reports::noJob, ORDER))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("Reports.noJob(")
                        .hasMessageContaining("is no job. Put @MayflyJob on it")
                        .hasMessageContaining("(\"reports-value\")"));
    }

    @Test
    void methodOfAClassThatIsNoBeanIsRefused() {
        run((mayfly, reports) ->
                assertThatThrownBy(() -> mayfly.submit(String::length))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("String.length() is no job")
                        .hasMessageContaining("No bean of that class has a job"));
    }

    @Test
    void staticMethodAndConstructorAreRefused() {
        run((mayfly, reports) -> {
            assertThatThrownBy(() -> mayfly.submit(Reports::staticMethod, ORDER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no job");
            assertThatThrownBy(() -> mayfly.submit(Order::new, "7"))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void objectThatImplementsTheInterfaceIsRefused() {
        run((mayfly, reports) ->
                assertThatThrownBy(() ->
                                mayfly.submit(
                                        new JobMethod.Run0() {
                                            private static final long serialVersionUID = 1L;

                                            @Override
                                            public void method() {}
                                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("not a method reference"));
    }

    @Test
    void unknownNameIsRefusedWithTheOneThatWasMeant() {
        run((mayfly, reports) ->
                assertThatThrownBy(() -> mayfly.submit("reports-valeu", ORDER))
                        .isInstanceOf(UnknownJobException.class)
                        .hasMessageContaining("reports-valeu")
                        .hasMessageContaining("reports-value"));
    }

    interface Shipping<T> {
        String ship(T order);
    }

    static class Parcels implements Shipping<Order> {
        private final String depot;

        Parcels(String depot) {
            this.depot = depot;
        }

        @Override
        @MayflyJob
        public String ship(Order order) {
            return depot + " " + order.id();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDepots {
        @Bean
        Parcels north() {
            return new Parcels("north");
        }

        @Bean
        Parcels south() {
            return new Parcels("south");
        }

        @Bean
        @MayflyJob
        JobHandler<Order, String> weigh() {
            return (order, job) -> "light " + order.id();
        }
    }

    @Test
    void twoBeansOfOneClassAreToldApartByTheBeanAtHand() {
        Runners.jobs()
                .withUserConfiguration(TwoDepots.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    Parcels north = context.getBean("north", Parcels.class);
                    Parcels south = context.getBean("south", Parcels.class);
                    JobHandle<String> first = mayfly.submit(north::ship, ORDER);
                    JobHandle<String> second = mayfly.submit(south::ship, ORDER);
                    assertThat(await(first)).isEqualTo("north 7");
                    assertThat(await(second)).isEqualTo("south 7");
                    assertThatThrownBy(() -> mayfly.submit(Parcels::ship, ORDER))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("is a job of several beans")
                            .hasMessageContaining("north-ship")
                            .hasMessageContaining("south-ship");
                });
    }

    @Test
    void referenceThroughAGenericInterfaceFindsTheBean() {
        Runners.jobs()
                .withUserConfiguration(TwoDepots.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    @SuppressWarnings("unchecked")
                    Shipping<Order> south = context.getBean("south", Shipping.class);
                    JobHandle<String> shipped = mayfly.submit(south::ship, ORDER);
                    assertThat(await(shipped)).isEqualTo("south 7");
                });
    }

    static class Pigeon implements Shipping<Order> {
        @Override
        public String ship(Order order) {
            return "pigeon";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OneJobOfTwo {
        @Bean
        Parcels parcels() {
            return new Parcels("north");
        }

        @Bean
        Pigeon pigeon() {
            return new Pigeon();
        }
    }

    @Test
    void beanWithoutJobIsNotTakenForAnotherOfItsInterface() {
        Runners.jobs()
                .withUserConfiguration(OneJobOfTwo.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    // One place in the source, so that what was resolved for the first
                    // must not be used for the second.
                    Function<Shipping<Order>, JobHandle<String>> ship =
                            shipping -> mayfly.submit(shipping::ship, ORDER);
                    assertThat(await(ship.apply(context.getBean(Parcels.class))))
                            .isEqualTo("north 7");
                    assertThatThrownBy(() -> ship.apply(context.getBean(Pigeon.class)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("is no job");
                });
    }

    @Test
    void handlerIsSubmittedByItsRunMethod() {
        Runners.jobs()
                .withUserConfiguration(TwoDepots.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    @SuppressWarnings("unchecked")
                    JobHandler<Order, String> weigh = context.getBean("weigh", JobHandler.class);
                    JobHandle<String> weighed = mayfly.submit(weigh::run, ORDER);
                    assertThat(await(weighed)).isEqualTo("light 7");
                });
    }
}
