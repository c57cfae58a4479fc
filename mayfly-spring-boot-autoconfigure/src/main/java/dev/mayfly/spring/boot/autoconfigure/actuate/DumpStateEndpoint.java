package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The state of Mayfly over HTTP, at {@code /actuator/dumpstate} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX.
 */
@Endpoint(id = "dumpstate")
public final class DumpStateEndpoint {

    private final StateDumps dumps;

    /**
     * An endpoint.
     *
     * @param dumps takes them
     */
    public DumpStateEndpoint(StateDumps dumps) {
        this.dumps = dumps;
    }

    /**
     * The state now.
     *
     * @return plain data
     */
    @ReadOperation
    public StateDump dumpState() {
        return dumps.take();
    }
}
