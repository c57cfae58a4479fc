package dev.mayfly.guide.jobs;

/** What a bill results in. */
record Invoice(String number) {}
