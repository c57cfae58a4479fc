package dev.mayfly.spring.internal;

import dev.mayfly.kernel.engine.async.Publishers;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** What methods return that have not ended when they return: stages and publishers. */
final class Stages {

    private static final String PUBLISHER = "org.reactivestreams.Publisher";

    private Stages() {}

    /** What a type is at heart, a stage or a publisher of either make; null if it is neither. */
    static @Nullable Class<?> kind(Class<?> type) {
        for (Class<?> kind : List.of(CompletionStage.class, Flow.Publisher.class)) {
            if (kind.isAssignableFrom(type)) {
                return kind;
            }
        }
        return publisher(type);
    }

    /** By name, since Reactive Streams need not be on the class path. */
    private static @Nullable Class<?> publisher(@Nullable Class<?> type) {
        if (type == null || type.getName().equals(PUBLISHER)) {
            return type;
        }
        for (Class<?> above : type.getInterfaces()) {
            Class<?> found = publisher(above);
            if (found != null) {
                return found;
            }
        }
        return publisher(type.getSuperclass());
    }

    /**
     * The stage behind what a method returned; cancelling it cancels a publisher's subscription.
     *
     * @param place whose method it was, for people
     */
    @SuppressWarnings("unchecked") // the result's type is read from the method's declaration
    static CompletionStage<@Nullable Object> of(@Nullable Object returned, String place) {
        return switch (returned) {
            case null ->
                    throw new IllegalStateException(
                            place + " returned null; return a stage that is completed with null");
            case CompletionStage<?> stage -> (CompletionStage<@Nullable Object>) stage;
            case Flow.Publisher<?> publisher -> Publishers.atMostOne(publisher);
            default -> Reactive.stage(returned);
        };
    }

    /** Loaded only where there is a publisher, and so Reactive Streams. */
    private static final class Reactive {

        private Reactive() {}

        static CompletionStage<@Nullable Object> stage(Object publisher) {
            return Publishers.atMostOne(FlowAdapters.toFlowPublisher((Publisher<?>) publisher));
        }
    }
}
