package dev.mayfly.guide.migration.dbscheduler;

import java.io.Serializable;

/** What is sent. */
record Parcel(String order, String address) implements Serializable {}
