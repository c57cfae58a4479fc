package dev.mayfly.guide.operations;

import dev.mayfly.spring.MayflyJob;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/** The application that the page's examples stand in. */
@SpringBootApplication
class OperationsPage {

    /** Has a job that fails. */
    @Component
    static class Printer {

        @MayflyJob(name = "print", maxAttempts = 2)
        void print(String page) {
            throw new IllegalStateException("no paper for " + page);
        }
    }
}
