package dev.mayfly.console.source.part;

import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskHandle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a job stands, by its stack: the frames of the application, and between them what it is made
 * with, folded. Names are made by those who make classes, and may hold anything: they are cut, and
 * stand in one line each.
 */
public final class StackParts {

    private static final JobDetail.Stand NONE = new JobDetail.Stand("", false, List.of(), "", "");

    /** The most characters of a method's or a file's name. */
    private static final int LONGEST = 240;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private StackParts() {}

    /**
     * Where a job stands.
     *
     * @param job the job
     * @param state of the process
     * @return nothing for a job that does not run; a sentence alone where this process does not run
     *     it
     */
    public static JobDetail.Stand of(JobRecord job, ConsoleState state) {
        if (job.state() != JobState.RUNNING) {
            return NONE;
        }
        if (!state.isLive()) {
            return only("Stacks are not in a dump.");
        }
        String owner = job.owner();
        if (owner != null && !owner.equals(state.jobs().node())) {
            return only(
                    "It runs on node "
                            + owner
                            + ". Only that node can look at its stack: open its console, or ask its"
                            + " actuator.");
        }
        return state.stack(job.id())
                .map(StackParts::of)
                .orElse(
                        new JobDetail.Stand(
                                "No task of this node carries it at this moment.",
                                true,
                                List.of(),
                                "",
                                ""));
    }

    private static JobDetail.Stand only(String note) {
        return new JobDetail.Stand(note, false, List.of(), "", "");
    }

    /**
     * The parts of a stack.
     *
     * @param stack what was seen
     * @return its rows
     */
    static JobDetail.Stand of(TaskHandle.Stack stack) {
        List<JobDetail.Frame> frames = new ArrayList<>();
        List<FrameOrigin> origins = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (StackTraceElement element : stack.frames()) {
            FrameOrigin origin = FrameOrigin.of(element.getClassName());
            JobDetail.Frame frame =
                    new JobDetail.Frame(
                            plain(element.getClassName() + "." + element.getMethodName()),
                            plain(place(element)),
                            origin == FrameOrigin.APPLICATION);
            frames.add(frame);
            origins.add(origin);
            text.append("at ").append(frame.method());
            text.append('(').append(frame.place()).append(")\n");
        }
        String more =
                switch (stack.omitted()) {
                    case 0 -> "";
                    case 1 -> "1 more frame further out is not shown.";
                    default -> stack.omitted() + " more frames further out are not shown.";
                };
        return new JobDetail.Stand(
                "It " + stack.reason() + ".", true, rows(frames, origins), more, text.toString());
    }

    private static String place(StackTraceElement frame) {
        String file = frame.getFileName();
        if (frame.isNativeMethod()) {
            return "Native Method";
        }
        if (file == null) {
            return "Unknown Source";
        }
        return frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber();
    }

    private static String plain(String name) {
        String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
        return CONTROL.matcher(cut).replaceAll("\uFFFD");
    }

    /** The innermost is never folded: it says what is done; and where all are alike, none is. */
    private static List<JobDetail.FrameRow> rows(
            List<JobDetail.Frame> frames, List<FrameOrigin> origins) {
        boolean foldsAny = frames.stream().anyMatch(JobDetail.Frame::own);
        List<JobDetail.FrameRow> rows = new ArrayList<>();
        Map<String, Integer> known = new HashMap<>();
        for (int from = 0; from < frames.size(); ) {
            int to = from + 1;
            while (from > 0 && foldsAny && to < frames.size() && areFolded(frames, from, to)) {
                to++;
            }
            List<JobDetail.Frame> part = List.copyOf(frames.subList(from, to));
            String summary = part.size() == 1 ? "" : summary(origins.subList(from, to));
            rows.add(new JobDetail.FrameRow(id(part, known), summary, part));
            from = to;
        }
        return List.copyOf(rows);
    }

    private static boolean areFolded(List<JobDetail.Frame> frames, int from, int to) {
        return !frames.get(from).own() && !frames.get(to).own();
    }

    private static String summary(List<FrameOrigin> origins) {
        List<String> whose = origins.stream().distinct().map(FrameOrigin::words).toList();
        int last = whose.size() - 1;
        String listed =
                last == 0
                        ? whose.getFirst()
                        : String.join(", ", whose.subList(0, last)) + " and " + whose.get(last);
        return origins.size() + " frames of " + listed;
    }

    /** Of its content, so that a list that is held under the pointer can tell that it differs. */
    private static String id(List<JobDetail.Frame> frames, Map<String, Integer> known) {
        String hash = Integer.toHexString(frames.hashCode());
        int same = known.merge(hash, 1, Integer::sum);
        return "frame-" + hash + (same == 1 ? "" : "-" + same);
    }
}
