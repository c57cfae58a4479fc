package dev.mayfly.console.source.part;

import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobError;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a stored stack trace apart, so that the page can begin with what really happened: the
 * innermost cause.
 *
 * <p>The trace is text (the classes may be long gone), written by {@code
 * Throwable.printStackTrace}: each exception begins with {@code type: message}, causes with {@code
 * Caused by: }, frames with a tab.
 */
public final class ErrorChain {
    private static final String CAUSED_BY = "Caused by: ";

    private ErrorChain() {}

    /**
     * Reads an error.
     *
     * @param error as stored
     * @return the innermost cause, and what it was wrapped in
     */
    public static JobDetail.Failure read(JobError error) {
        List<JobDetail.Cause> chain = new ArrayList<>();
        chain.add(new JobDetail.Cause(error.type(), error.message()));
        String trace = error.trace();
        if (trace != null) {
            chain.addAll(causes(trace));
        }
        JobDetail.Cause innermost = chain.removeLast();
        String message = innermost.message().isBlank() ? "It has no message." : innermost.message();
        return new JobDetail.Failure(innermost.type(), message, List.copyOf(chain), trace);
    }

    private static List<JobDetail.Cause> causes(String trace) {
        List<JobDetail.Cause> causes = new ArrayList<>();
        StringBuilder open = null;
        for (String line : trace.split("\\R")) {
            if (line.startsWith(CAUSED_BY)) {
                close(open, causes);
                open = new StringBuilder(line.substring(CAUSED_BY.length()));
            } else if (line.startsWith("\t")) {
                close(open, causes);
                open = null;
            } else if (open != null) {
                open.append('\n').append(line);
            }
        }
        close(open, causes);
        return causes;
    }

    private static void close(@Nullable StringBuilder open, List<JobDetail.Cause> causes) {
        if (open != null) {
            String head = open.toString();
            int colon = head.indexOf(": ");
            causes.add(
                    colon < 0
                            ? new JobDetail.Cause(head, "")
                            : new JobDetail.Cause(
                                    head.substring(0, colon), head.substring(colon + 2)));
        }
    }
}
