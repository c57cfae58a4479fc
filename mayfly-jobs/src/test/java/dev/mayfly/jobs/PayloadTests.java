package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Type;
import java.util.concurrent.atomic.AtomicBoolean;

class PayloadTests {

    /** A codec that can be broken. */
    private static final class Fragile implements PayloadCodec {

        private final AtomicBoolean decoding = new AtomicBoolean(true);

        @Override
        public String encode(@Nullable Object value) throws Exception {
            if (value instanceof Thread) {
                return encode(value); // as a real codec does with an object that contains itself
            }
            return PayloadCodec.simple().encode(value);
        }

        @Override
        public @Nullable Object decode(String json, Type type) throws Exception {
            if (!decoding.get()) {
                throw new IllegalStateException("unexpected field \"colour\"");
            }
            return PayloadCodec.simple().decode(json, type);
        }
    }

    private final Fragile codec = new Fragile();

    private Harness harness(JobDefinition<?, ?> definition) {
        return new Harness(jobs -> jobs.codec(codec).define(definition));
    }

    @Test
    void refusesAPayloadThatCannotBeEncodedAndStoresNothing() {
        try (var h = harness(JobDefinition.of("job", Object.class, Void.class, (p, job) -> null))) {
            assertThatThrownBy(() -> h.jobs.submit("job", new StringBuilder()))
                    .isInstanceOf(PayloadException.class)
                    .hasMessageContaining(
                            "the payload of job \"job\" cannot be encoded as JSON: type"
                                    + " java.lang.StringBuilder: ");
            assertThatThrownBy(() -> h.jobs.submit("job", new Thread()))
                    .isInstanceOf(PayloadException.class)
                    .hasMessageContaining("java.lang.StackOverflowError");
            assertThat(h.jobs.query(JobQuery.ALL).jobs()).isEmpty();
            assertThat(h.jobs.counters()).isEmpty();
        }
    }

    @Test
    void refusesAPayloadOfAnotherTypeUnlessItsJsonFits() throws Exception {
        try (var h = harness(JobDefinition.of("job", Long.class, Long.class, (p, job) -> p + 1))) {
            assertThatThrownBy(() -> h.jobs.submit("job", "seven"))
                    .isInstanceOf(PayloadException.class)
                    .hasMessageContaining(
                            "job \"job\" takes a java.lang.Long but got a java.lang.String, whose"
                                    + " JSON does not fit either");
            assertThat(h.jobs.<Long>submit("job", 7).await()).isEqualTo(8L);
        }
    }

    @Test
    void refusesAMissingPayloadAndOneTooMany() {
        try (var h =
                new Harness(jobs ->
                        jobs.define(Harness.text("some", (p, job) -> p))
                                .define(
                                        JobDefinition.of(
                                                "none", Void.class, Void.class, (p, job) -> p)))) {
            assertThatThrownBy(() -> h.jobs.submit("some", null))
                    .hasMessage("job \"some\" takes a java.lang.String but got null");
            assertThatThrownBy(() -> h.jobs.submit("none", "x"))
                    .hasMessage(
                            "job \"none\" takes no payload but got a java.lang.String; submit"
                                    + " null");
        }
    }

    @Test
    void failsAtOnceAndVisiblyWhereThePayloadCannotBeDecoded() {
        try (var h = harness(Harness.text("job", (payload, job) -> payload))) {
            codec.decoding.set(false);
            JobHandle<String> handle = h.jobs.submit("job", "x");
            assertThatThrownBy(handle::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasCauseInstanceOf(PayloadException.class)
                    .hasMessageContaining(
                            "the payload of job \"job\" cannot be decoded as java.lang.String:"
                                    + " unexpected field \"colour\"");
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
            assertThat(h.state(handle.id())).isEqualTo(JobState.FAILED);
        }
    }

    @Test
    void failsAtOnceWhereTheResultCannotBeEncoded() {
        try (var h =
                harness(
                        JobDefinition.of(
                                "job",
                                String.class,
                                Object.class,
                                (payload, job) -> new StringBuilder()))) {
            JobHandle<?> handle = h.jobs.submit("job", "x");
            assertThatThrownBy(handle::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining(
                            "the result of job \"job\" cannot be encoded as JSON: type"
                                    + " java.lang.StringBuilder");
            assertThat(h.find(handle.id()).attempts()).isEqualTo(1);
        }
    }

    @Test
    void saysSoIfAStoredResultCannotBeDecoded() throws Exception {
        try (var h = harness(Harness.text("job", (payload, job) -> payload))) {
            JobHandle<String> handle = h.jobs.submit("job", "x");
            assertThat(handle.await()).isEqualTo("x");
            codec.decoding.set(false);
            assertThatThrownBy(() -> h.jobs.handle(handle.id()).orElseThrow().await())
                    .isInstanceOf(PayloadException.class)
                    .hasMessageContaining("the result of job \"job\" cannot be decoded");
        }
    }
}
