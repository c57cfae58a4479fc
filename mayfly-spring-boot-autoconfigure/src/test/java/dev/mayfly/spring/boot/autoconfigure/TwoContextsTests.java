package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;

import java.util.concurrent.atomic.AtomicReference;

/** Two applications in one process, as in a servlet container or a test suite. */
class TwoContextsTests {

    private static JobRecord child(ApplicationContext context, String id) {
        return context.getBean(Jobs.class).find(new JobId(id)).orElseThrow();
    }

    /** A job that submits "leaf" through the Mayfly it is given, and returns the leaf's id. */
    private static JobDefinition<String, String> root(AtomicReference<Mayfly> target) {
        return JobDefinition.of(
                "root",
                String.class,
                String.class,
                (payload, job) -> target.get().submit("leaf", payload).id().value());
    }

    private static JobDefinition<String, String> leaf(String where) {
        return JobDefinition.of("leaf", String.class, String.class, (payload, job) -> where);
    }

    @Test
    void aJobSubmitsToTheContextItWasGivenAndIsAParentOnlyInItsOwn() {
        var target = new AtomicReference<Mayfly>();
        Runners.jobs()
                .withBean("root", JobDefinition.class, () -> root(target))
                .withBean("leaf", JobDefinition.class, () -> leaf("here"))
                .run(here ->
                        Runners.jobs()
                                .withBean("leaf", JobDefinition.class, () -> leaf("there"))
                                .run(there -> {
                                    target.set(there.getBean(Mayfly.class));
                                    JobHandle<String> parent =
                                            here.getBean(Mayfly.class).submit("root", "x");
                                    JobRecord foreign = child(there, parent.await(LIMIT));
                                    assertThat(foreign.envelope().lineage()).isEmpty();
                                    assertThat(here.getBean(Jobs.class).find(foreign.id()))
                                            .isEmpty();

                                    target.set(here.getBean(Mayfly.class));
                                    parent = here.getBean(Mayfly.class).submit("root", "x");
                                    JobRecord own = child(here, parent.await(LIMIT));
                                    assertThat(own.envelope().lineage())
                                            .containsExactly(parent.id());
                                }));
    }
}
