package dev.mayfly.console.source.part;

import java.util.List;

/** Whose code a frame of a stack is, by the name of its class. */
enum FrameOrigin {
    APPLICATION("the application", List.of()),
    JDK("the JDK", List.of("java.", "javax.", "jdk.", "sun.", "com.sun.")),
    SPRING("Spring", List.of("org.springframework.")),
    MAYFLY(
            "Mayfly",
            List.of(
                    "dev.mayfly.kernel.",
                    "dev.mayfly.jobs.",
                    "dev.mayfly.agents.",
                    "dev.mayfly.engine.",
                    "dev.mayfly.store.",
                    "dev.mayfly.spring.",
                    "dev.mayfly.console.")),

    /**
     * What many applications are made with; what is not among these counts as the application's.
     */
    LIBRARY(
            "libraries",
            List.of(
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
                    "tools.jackson.")),

    /** Proxies and the like, which are made of the application's classes while it runs. */
    GENERATED("generated classes", List.of());

    private static final List<FrameOrigin> NAMED = List.of(JDK, SPRING, MAYFLY, LIBRARY);

    private final String words;
    private final List<String> prefixes;

    FrameOrigin(String words, List<String> prefixes) {
        this.words = words;
        this.prefixes = prefixes;
    }

    /** For people. */
    String words() {
        return words;
    }

    static FrameOrigin of(String type) {
        for (FrameOrigin origin : NAMED) {
            if (origin.prefixes.stream().anyMatch(type::startsWith)) {
                return origin;
            }
        }
        return type.contains("$$") ? GENERATED : APPLICATION;
    }
}
