package dev.mayfly.benchmarks.tracing;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A tracer as Spring Boot makes it, whose exporter drops everything. Safe for use by any thread.
 */
final class Traces implements AutoCloseable {

    private final LongAdder exported = new LongAdder();
    private final SdkTracerProvider provider;
    private final OtelTracer tracer;
    private final Propagator propagator;
    private final ObservationRegistry observations = ObservationRegistry.create();

    Traces(boolean sampled) {
        provider =
                SdkTracerProvider.builder()
                        .setSampler(
                                Sampler.parentBased(
                                        sampled ? Sampler.alwaysOn() : Sampler.alwaysOff()))
                        .addSpanProcessor(BatchSpanProcessor.builder(new Nowhere(exported)).build())
                        .build();
        io.opentelemetry.api.trace.Tracer source = provider.get("benchmark");
        var current = new OtelCurrentTraceContext();
        tracer =
                new OtelTracer(
                        source,
                        current,
                        event -> {},
                        new OtelBaggageManager(current, List.of(), List.of()));
        propagator =
                new OtelPropagator(
                        ContextPropagators.create(W3CTraceContextPropagator.getInstance()), source);
        observations
                .observationConfig()
                .observationHandler(
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator));
    }

    Tracer tracer() {
        return tracer;
    }

    Propagator propagator() {
        return propagator;
    }

    ObservationRegistry observations() {
        return observations;
    }

    /** How many spans were handed to the exporter by now, all that have ended included. */
    long exported() {
        provider.forceFlush().join(10, TimeUnit.SECONDS);
        return exported.sum();
    }

    @Override
    public void close() {
        provider.close();
    }

    private record Nowhere(LongAdder count) implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            count.add(spans.size());
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
