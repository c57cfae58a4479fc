package dev.mayfly.console.page;

import dev.mayfly.jobs.model.JobId;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Jobs whose rows somebody has ticked in a list, as an address or a form names them.
 *
 * @param text their ids with full stops between them, which no id has; whatever came where it
 *     cannot be read
 * @param ids the jobs, each once; none where there is a mistake
 * @param mistake what is wrong with them, in sentences that say what to do; null for nothing
 */
public record TickedJobs(String text, List<JobId> ids, @Nullable String mistake) {
    /** The field of a row, and the parameter of an address. */
    public static final String PARAMETER = "job";

    /**
     * So many at once: two pages of a list, and less than what any server takes as an address. For
     * more there are filters.
     */
    public static final int MOST = 50;

    /** The longest text that is looked at. */
    static final int LONGEST = 16_384;

    private static final String BETWEEN = ".";
    private static final int LONGEST_QUOTED = 64;
    private static final String AGAIN = " Go back to the list and tick the rows again.";

    /** Copies the ids. */
    public TickedJobs {
        ids = List.copyOf(ids);
    }

    /**
     * Jobs that there are.
     *
     * @param ids at least one
     * @return the same
     */
    public static TickedJobs of(Collection<JobId> ids) {
        return read(ids.stream().map(JobId::value).collect(Collectors.joining(BETWEEN)));
    }

    /**
     * The values of a field that came once for each row, as one.
     *
     * @param values ids, or several in one
     * @return what {@link #read} reads
     */
    public static String joined(List<String> values) {
        return String.join(BETWEEN, values);
    }

    /** Reads those of an address. */
    static TickedJobs in(Map<String, String> query) {
        return read(query.getOrDefault(PARAMETER, ""));
    }

    /**
     * Reads ids.
     *
     * @param text ids with full stops between them
     * @return the jobs; where they cannot be read, none, with the reason
     */
    public static TickedJobs read(String text) {
        Set<JobId> ids = new LinkedHashSet<>();
        for (String each : text.split("\\.", -1)) {
            if (each.isEmpty()) {
                continue;
            }
            try {
                ids.add(new JobId(each));
            } catch (IllegalArgumentException noId) {
                return wrong(
                        text,
                        "\""
                                + shortened(each)
                                + "\" among the ticked jobs, the values of \""
                                + PARAMETER
                                + "\", is no job's id: an id has 1 to 64 letters, digits, hyphens"
                                + " and underscores."
                                + AGAIN);
            }
        }
        if (ids.isEmpty()) {
            return wrong(text, "No row was ticked, so there is no value of \"job\"." + AGAIN);
        }
        return ids.size() > MOST
                ? wrong(
                        text,
                        ids.size()
                                + " jobs are ticked, the values of \"job\", and "
                                + MOST
                                + " at most can be acted upon at once. Tick fewer, or filter the"
                                + " list for them and choose Retry all or Cancel all.")
                : new TickedJobs(text, List.copyOf(ids), null);
    }

    private static TickedJobs wrong(String text, String mistake) {
        return new TickedJobs(text, List.of(), mistake);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_QUOTED ? text : text.substring(0, LONGEST_QUOTED) + "…";
    }
}
