package dev.mayfly.console.web;

import dev.mayfly.jobs.Jobs;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What tests share in which a reader opens pages and sends the forms on them. */
abstract class PageTestBase {

    @Autowired Jobs jobs;
    @Autowired ConsoleTestApplication application;
    @LocalServerPort int port;
    FormClient reader;

    @BeforeEach
    void connect() {
        reader = new FormClient(port);
    }
}
