package dev.mayfly.console.source.part;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whose code a frame of a stack is, by the name of its class. */
enum FrameOrigin {
    APPLICATION("the application"),
    JDK("the JDK", "java.", "javax.", "jdk.", "sun.", "com.sun."),
    SPRING("Spring", "org.springframework."),
    MAYFLY(
            "Mayfly",
            "dev.mayfly.kernel.",
            "dev.mayfly.jobs.",
            "dev.mayfly.agents.",
            "dev.mayfly.engine.",
            "dev.mayfly.store.",
            "dev.mayfly.spring.",
            "dev.mayfly.console."),

    /**
     * What many applications are made with; what is not among these counts as the application's.
     */
    LIBRARY(
            "libraries",
            "kotlin.",
            "kotlinx.",
            "scala.",
            "groovy.",
            "clojure.",
            "jakarta.",
            "reactor.",
            "io.netty.",
            "io.grpc.",
            "io.lettuce.",
            "io.micrometer.",
            "io.opentelemetry.",
            "io.vertx.",
            "org.apache.",
            "org.aspectj.",
            "org.codehaus.",
            "org.eclipse.",
            "org.h2.",
            "org.hibernate.",
            "org.jboss.",
            "org.jooq.",
            "org.mariadb.",
            "org.postgresql.",
            "org.slf4j.",
            "org.thymeleaf.",
            "com.fasterxml.",
            "com.google.common.",
            "com.google.gson.",
            "com.mongodb.",
            "com.mysql.",
            "com.rabbitmq.",
            "com.zaxxer.",
            "ch.qos.logback.",
            "feign.",
            "okhttp3.",
            "okio.",
            "oracle.",
            "redis.clients.",
            "retrofit2.",
            "run.endive.",
            "software.amazon.",
            "tools.jackson."),

    /** Proxies and the like, which are made of the application's classes while it runs. */
    GENERATED("generated classes");

    private static final List<FrameOrigin> NAMED = List.of(JDK, SPRING, MAYFLY, LIBRARY);

    private final String words;
    private final Pattern beginnings;

    FrameOrigin(String words, String... prefixes) {
        this.words = words;
        this.beginnings =
                Pattern.compile(
                        Stream.of(prefixes).map(Pattern::quote).collect(Collectors.joining("|")));
    }

    /** For people. */
    String words() {
        return words;
    }

    static FrameOrigin of(String type) {
        for (FrameOrigin origin : NAMED) {
            if (origin.beginnings.matcher(type).lookingAt()) {
                return origin;
            }
        }
        return type.contains("$$") ? GENERATED : APPLICATION;
    }
}
