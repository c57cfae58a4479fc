package dev.mayfly.spring.boot.test.sample;

import org.springframework.stereotype.Component;

/** Has no jobs, and cannot be made in a test. */
@Component
public class Warehouse {

    Warehouse() {
        throw new IllegalStateException("there is no warehouse in a test of jobs");
    }
}
