package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.model.policy.Uniqueness.By;
import dev.mayfly.jobs.model.policy.Uniqueness.Then;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

/** Keeps a search index. */
@Component
class Search {

    private final Mailer mailer;

    Search(Mailer mailer) {
        this.mailer = mailer;
    }

    // tag::unique[]
    @MayflyJob(name = "refresh", unique = By.ARGUMENTS, uniqueFor = "10m")
    void refresh(String customer) {
        mailer.send("refreshed " + customer);
    }

    @MayflyJob(name = "reindex", unique = By.NAME, whenSame = Then.DEBOUNCE, debounce = "2s")
    void reindex() {
        mailer.send("indexed");
    }
    // end::unique[]
}
