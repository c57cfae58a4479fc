package dev.mayfly.guide.jobs;

/** What a person says about an order. */
record Approval(String by, boolean granted) {}
