package dev.mayfly.guide.jobs;

/** What is ordered. */
record Order(String id, String customer, int cents) {}
