package dev.mayfly.house.architecture.planted.lower.internal;

/** For its own module only. */
public final class Hidden {}
