package dev.mayfly.spring.boot.test.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application; its components are beside it. */
@SpringBootApplication
public class Shop {}
