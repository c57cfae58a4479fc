package dev.mayfly.guide.migration.jobrunr;

import dev.mayfly.guide.migration.Outbox;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application that the page's examples stand in. */
@SpringBootApplication
class JobRunrPage {

    @Bean
    Outbox outbox() {
        return new Outbox();
    }
}
