package dev.mayfly.console.page;

import dev.mayfly.jobs.model.JobId;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Makes the console's links. Everything that comes from outside is percent-encoded here, so that no
 * template ever puts an address together.
 *
 * @param base the console's path as the browser sees it, without a slash at the end; empty for the
 *     root
 */
public record Links(String base) {
    /** The recording's path below the console's. */
    public static final String TRACE_FILE = "/tasks/timeline.json";

    /**
     * The address of a page.
     *
     * @param page the page
     * @return the whole path with its query
     */
    public String to(PageRequest page) {
        return base + page.address();
    }

    /**
     * Where lists of jobs are searched: the address without any condition.
     *
     * @return the whole path
     */
    public String jobs() {
        return to(PageRequest.JobList.ALL);
    }

    /**
     * The job list of a queue.
     *
     * @param queue the queue's name
     * @return the whole path with its query
     */
    public String queue(String queue) {
        return to(PageRequest.JobList.ALL.withQueue(queue));
    }

    /**
     * A job's page.
     *
     * @param id the job's id
     * @return the whole path
     */
    public String job(JobId id) {
        return to(new PageRequest.JobDetail(id));
    }

    /**
     * Where an action on a job is sent.
     *
     * @param id the job's id
     * @param verb {@code cancel}, {@code retry}, {@code retry-from-the-start} or {@code signal}
     * @return the whole path
     */
    public String jobAction(JobId id, String verb) {
        return base + "/jobs/" + id.value() + "/" + verb;
    }

    /**
     * The recording of what ran when, as a file.
     *
     * @return the whole path
     */
    public String traceFile() {
        return base + TRACE_FILE;
    }

    /**
     * Where the demo job is asked for.
     *
     * @return the whole path
     */
    public String demo() {
        return base + "/demo";
    }

    /**
     * Where an action on a queue is sent.
     *
     * @param queue the queue's name
     * @param verb {@code pause}, {@code resume}, {@code limit} or {@code reset}
     * @return the whole path with its query
     */
    public String queueAction(String queue, String verb) {
        StringBuilder address = new StringBuilder(base + "/queues/" + verb);
        parameter(address, "queue", queue);
        return address.toString();
    }

    /**
     * The list of a batch's jobs.
     *
     * @param batch the batch's id
     * @return the whole path with its query
     */
    public String batch(String batch) {
        return to(PageRequest.JobList.ALL.withBatch(batch));
    }

    /**
     * Where the cancellation of a batch is sent.
     *
     * @param batch the batch's id
     * @return the whole path with its query
     */
    public String cancelBatch(String batch) {
        StringBuilder address = new StringBuilder(base + "/batches/cancel");
        parameter(address, "batch", batch);
        return address.toString();
    }

    /**
     * Where an action on all jobs of a list is sent.
     *
     * @param bulk which, and what is to be done
     * @return the whole path with its query
     */
    public String bulkAction(PageRequest.Bulk bulk) {
        StringBuilder address = new StringBuilder(base + "/bulk/" + bulk.verb().path());
        bulk.list().withAfter(null).addTo(address);
        return address.toString();
    }

    /**
     * Where rows that were ticked in a list are sent to be asked about.
     *
     * @return the whole path
     */
    public String ticked() {
        return base + "/ticked";
    }

    /**
     * Where an action on ticked jobs is sent; which jobs is a field of the form.
     *
     * @param ticked the question
     * @return the whole path, with the list as its query
     */
    public String tickedAction(PageRequest.Ticked ticked) {
        StringBuilder address = new StringBuilder(base + "/ticked/" + ticked.verb().path());
        ticked.list().addTo(address);
        return address.toString();
    }

    /**
     * Where an action on a recurring job is sent.
     *
     * @param id the recurring job's id
     * @param verb {@code pause}, {@code resume} or {@code run}
     * @return the whole path with its query
     */
    public String recurringAction(String id, String verb) {
        StringBuilder address = new StringBuilder(base + "/recurring/" + verb);
        parameter(address, "id", id);
        return address.toString();
    }

    /**
     * The live stream of a page.
     *
     * @param page the page
     * @return the whole path with its query
     */
    public String stream(PageRequest page) {
        StringBuilder address = new StringBuilder(base + "/stream");
        parameter(address, "view", page.address());
        return address.toString();
    }

    /**
     * What was done to something in the console.
     *
     * @param target a job's id or a queue's name
     * @return the whole path with its query
     */
    public String audit(String target) {
        return to(new PageRequest.Audit(null, null, target));
    }

    static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    static void parameter(StringBuilder address, String name, @Nullable String value) {
        if (value != null) {
            address.append(address.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
