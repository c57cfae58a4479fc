package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

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

    /**
     * The state now, in another form: at {@code /actuator/dumpstate/text} as text for people.
     *
     * @param form {@code text}
     * @return lines; null, which is a 404, for any other form
     */
    @ReadOperation(produces = "text/plain;charset=UTF-8")
    public @Nullable String dumpStateAs(@Selector String form) {
        return form.equals("text") ? DumpText.of(dumps.take()) : null;
    }
}
