package dev.mayfly.crash.ledger;

/** What a node may say to the ledger. */
enum Word {
    /** The number of its process. */
    HELLO,
    /** Payloads that it is about to submit. */
    INTEND,
    /** A payload and the id it got, as often as jobs were acknowledged. */
    ACKNOWLEDGED,
    /** A handler begins: payload, id, fencing token, incarnation. */
    BEGIN,
    /** A handler leaves: id, fencing token, how; answered with the newest token seen. */
    LEAVE,
    /** The body of a step begins: id, fencing token, name of the step. */
    STEP,
    /** A step has returned: id, fencing token, name of the step, its result. */
    KEPT,
    /** It trusts its lease although another has begun the job: id, its token, the other's. */
    OVERLAP,
    /** The store has moved a job on: id, fencing token of the run, state. */
    SETTLED,
    /** The store has refused the outcome of a run: id, fencing token. */
    REJECTED,
    /** It has given up what it had taken under an incarnation. */
    FENCED,
    /** Whoever had submitted a job was told of its end: id, state. */
    TOLD,
    /** Whoever had submitted a job was never told of its end: id. */
    UNTOLD,
    /** How many jobs have not ended, and whether it submits; answered with a command. */
    STATUS
}
