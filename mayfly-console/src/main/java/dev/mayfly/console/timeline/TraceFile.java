package dev.mayfly.console.timeline;

import dev.mayfly.console.timeline.Lane.Stretch;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A recording in the Trace Event Format, which Perfetto and Chrome's tracing page open: carriers as
 * the threads of one process, slots of queues as those of another, runs and turns as complete
 * events ({@code "ph":"X"}) with times in microseconds since the recording's beginning.
 *
 * <p>All methods may be called by any thread.
 */
public final class TraceFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CARRIERS = 1;
    private static final int QUEUES = 2;
    private static final double MICRO = 1_000.0;

    private final Recording recording;
    private final JsonGenerator json;

    private TraceFile(Recording recording, JsonGenerator json) {
        this.recording = recording;
        this.json = json;
    }

    /**
     * Writes a recording.
     *
     * @param lanes what ran
     * @param application whose it is, for the names of the processes in the file
     * @return JSON in UTF-8; at most some 10 MiB
     */
    public static byte[] write(RecordedLanes lanes, String application) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            new TraceFile(lanes.recording(), json).all(lanes, application);
        }
        return out.toByteArray();
    }

    private void all(RecordedLanes lanes, String application) {
        json.writeStartObject();
        json.writeStringProperty("displayTimeUnit", "ms");
        json.writeObjectPropertyStart("otherData");
        json.writeStringProperty("application", whole(application));
        json.writeStringProperty("begin", recording.wall(recording.from()).toString());
        json.writeStringProperty("end", recording.takenAt().toString());
        json.writeNumberProperty("recordedTasksOneIn", recording.oneIn());
        json.writeEndObject();
        json.writeArrayPropertyStart("traceEvents");
        process(CARRIERS, "Carriers of " + application, lanes.carriers());
        process(QUEUES, "Queues of " + application, lanes.queues());
        json.writeEndArray();
        json.writeEndObject();
    }

    private void process(int process, String name, List<Lane> lanes) {
        meta("process_name", process, 0, Map.of("name", whole(name)));
        meta("process_sort_index", process, 0, Map.of("sort_index", process));
        int thread = 0;
        for (Lane lane : lanes) {
            thread++;
            String label = lane.slot() == 0 ? lane.name() : lane.name() + " +" + lane.slot();
            meta("thread_name", process, thread, Map.of("name", whole(label)));
            meta("thread_sort_index", process, thread, Map.of("sort_index", thread));
            for (Stretch each : lane.stretches()) {
                complete(process, thread, each);
            }
        }
    }

    private void meta(String what, int process, int thread, Map<String, Object> arguments) {
        json.writeStartObject();
        json.writeStringProperty("ph", "M");
        json.writeStringProperty("name", what);
        place(process, thread);
        arguments(arguments);
        json.writeEndObject();
    }

    private void complete(int process, int thread, Stretch each) {
        Run run = each.run();
        json.writeStartObject();
        json.writeStringProperty("ph", "X");
        json.writeStringProperty("name", whole(run.name()));
        json.writeStringProperty("cat", process == CARRIERS ? "turn" : "run");
        json.writeNumberProperty("ts", (each.begin() - recording.from()) / MICRO);
        json.writeNumberProperty("dur", Math.max(0, each.end() - each.begin()) / MICRO);
        place(process, thread);
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("task", run.task());
        arguments.put("queue", whole(run.queue()));
        arguments.put("state", run.state().name().toLowerCase(Locale.ROOT));
        if (process == CARRIERS) {
            arguments.put("then", each.then().name().toLowerCase(Locale.ROOT));
        } else {
            arguments.put("turn_us", run.turnNanos(each.begin(), each.end()) / MICRO);
        }
        if (run.beganEarlier()) {
            arguments.put("began_earlier", true);
        }
        arguments(arguments);
        json.writeEndObject();
    }

    /** Half of a pair of surrogates, which a name may end with, is no character of a file. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private void place(int process, int thread) {
        json.writeNumberProperty("pid", process);
        json.writeNumberProperty("tid", thread);
    }

    private void arguments(Map<String, Object> arguments) {
        json.writeName("args");
        json.writePOJO(arguments);
    }
}
