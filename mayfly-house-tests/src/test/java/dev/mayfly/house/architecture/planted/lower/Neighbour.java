package dev.mayfly.house.architecture.planted.lower;

/** Shares a package with {@link Lower}. */
final class Neighbour {}
