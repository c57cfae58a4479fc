package dev.mayfly.kernel.syscall;

/** The kinds of system call, with the names they are counted under. */
public enum SystemCallType {
    /** {@link SystemCall.Sleep}. */
    SLEEP("sleep"),
    /** {@link SystemCall.Yield}. */
    YIELD("yield"),
    /** {@link SystemCall.Spawn}. */
    SPAWN("spawn"),
    /** {@link SystemCall.Join} and {@link SystemCall.JoinScope}. */
    JOIN("join"),
    /** {@link SystemCall.AwaitSignal}. */
    WAIT("wait"),
    /** {@link SystemCall.Signal}. */
    SIGNAL("signal"),
    /** {@link SystemCall.Cancel}. */
    CANCEL("cancel"),
    /** {@link SystemCall.AwaitIo}. */
    IO_WAIT("io_wait"),
    /** {@link SystemCall.AwaitStage}. */
    STAGE("stage"),
    /** {@link SystemCall.GetId}. */
    GET_ID("get_id"),
    /** {@link SystemCall.Now}. */
    NOW("now"),
    /** {@link SystemCall.Log}. */
    LOG("log");

    private final String label;

    SystemCallType(String label) {
        this.label = label;
    }

    /**
     * The value of the metric tag {@code type}.
     *
     * @return for instance {@code wait}
     */
    public String label() {
        return label;
    }
}
