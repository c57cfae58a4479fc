package dev.mayfly.jobs.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a job does not run, or a queue starts none: the answer of the very decision that keeps it.
 *
 * @param kind what keeps it
 * @param sentence for people, in one sentence with the facts
 * @param facts for programs, in a fixed order; which there are depends on the kind
 */
public record Explanation(Kind kind, String sentence, Map<String, String> facts) {

    /** What keeps a job or a queue. */
    public enum Kind {
        /** The queue is paused on all nodes. */
        PAUSED,
        /** The queue is paused on this node only. */
        PAUSED_HERE,
        /** As many run as may on all nodes. */
        GLOBAL,
        /** As many run as may on this node. */
        PER_NODE,
        /** The rate is used up. */
        RATE,
        /** As many of the key run as may. */
        KEY,
        /** An earlier job of the key comes first. */
        ORDER,
        /** No node is known that has a job of this name. */
        UNKNOWN_JOB,
        /** The job's state says it all: it waits for a time, runs, or has ended. */
        STATE,
        /** Nothing. */
        NOTHING
    }

    /** Copies the facts, in their order. */
    public Explanation {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
