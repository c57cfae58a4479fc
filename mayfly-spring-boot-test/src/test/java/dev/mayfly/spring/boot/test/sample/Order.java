package dev.mayfly.spring.boot.test.sample;

/** What a customer has ordered. */
public record Order(String id, long cents) {}
