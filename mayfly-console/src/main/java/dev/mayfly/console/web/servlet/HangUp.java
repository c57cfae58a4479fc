package dev.mayfly.console.web.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import java.io.IOException;
import java.lang.reflect.Field;

/**
 * Closes the connection of a request in the middle of its answer, on Tomcat. There a response that
 * is completed while its reader takes nothing keeps one of the container's threads until its
 * time-out for writing, which is a minute: two hundred such readers would stop the whole
 * application. Other containers wait without a thread, and need no help.
 */
@FunctionalInterface
interface HangUp {

    /**
     * Closes the connection, and lets the container tell the request's listeners of an error.
     *
     * @return false where that is not possible: the request is to be completed as any other
     */
    boolean now();

    /** What closes the connection of a request; on another container nothing does. */
    static HangUp of(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return ClassUtils.isPresent(
                        "org.apache.catalina.connector.RequestFacade",
                        HangUp.class.getClassLoader())
                ? OnTomcat.of(inner)
                : () -> false;
    }

    /** Loaded only where Tomcat is. Its request is not for applications, so it is looked for. */
    final class OnTomcat {
        private static final @Nullable Field REQUEST =
                ReflectionUtils.findField(RequestFacade.class, "request", Request.class);

        private OnTomcat() {}

        private static HangUp of(ServletRequest inner) {
            if (REQUEST == null || !(inner instanceof RequestFacade)) {
                return () -> false;
            }
            try {
                REQUEST.setAccessible(true);
                if (REQUEST.get(inner) instanceof Request request) {
                    org.apache.coyote.Request connection = request.getCoyoteRequest();
                    return () -> {
                        connection.action(
                                ActionCode.CLOSE_NOW,
                                new IOException("the reader takes nothing any more"));
                        return true;
                    };
                }
            } catch (ReflectiveOperationException | RuntimeException anotherTomcat) {
                // As if Tomcat were not there.
            }
            return () -> false;
        }
    }
}
