package dev.mayfly.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class LanesTests {
    private static final String HOSTILE = "\"}],\"x\":\"</script>\u2028\ud83d";
    private static final long ORIGIN = Long.MAX_VALUE - 1_000; // a clock that is about to go round

    private static Run run(
            long task, String queue, @Nullable String carrier, long begin, long end) {
        return new Run(
                task,
                HOSTILE,
                queue,
                TaskState.COMPLETED,
                ORIGIN + begin,
                ORIGIN + end,
                false,
                List.of(new Turn(carrier, ORIGIN + begin, ORIGIN + end, Turn.Then.ENDED)));
    }

    private static Recording recording(Run... runs) {
        return new Recording(
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(9),
                ORIGIN,
                ORIGIN + 10_000,
                1,
                List.of(runs));
    }

    private static void assertOneAtATime(Lane lane) {
        for (int i = 1; i < lane.stretches().size(); i++) {
            long gap = lane.stretches().get(i).begin() - lane.stretches().get(i - 1).end();
            assertThat(gap).as("gap before stretch %s of %s", i, lane.name()).isNotNegative();
        }
    }

    @Test
    void aTurnThatNobodySawEndingLastsUntilTheNextOnItsCarrier() {
        List<Lane> lanes =
                Lanes.ofCarriers(
                        recording(
                                run(1, "a", "carrier-1", 0, 9_000),
                                run(2, "a", "carrier-1", 2_000, 3_000),
                                run(3, "a", "carrier-10", 0, 1_000),
                                run(4, "a", "carrier-9", 0, 1_000)));
        assertThat(lanes)
                .extracting(Lane::name)
                .containsExactly("carrier-1", "carrier-9", "carrier-10");
        assertThat(lanes.getFirst().stretches())
                .extracting(each -> each.end() - ORIGIN)
                .containsExactly(2_000L, 3_000L);
        assertThat(lanes.getFirst().busyNanos(ORIGIN + 1_000, ORIGIN + 2_500)).isEqualTo(1_500);
    }

    @Test
    void aQueueHasAsManySlotsAsRanAtOnce() {
        List<Lane> lanes =
                Lanes.ofQueues(
                        recording(
                                run(1, "b", null, 0, 5_000),
                                run(2, "b", null, 1_000, 2_000),
                                run(3, "b", null, 2_000, 3_000),
                                run(4, "a", null, 0, 1)));
        assertThat(lanes).extracting(Lane::name).containsExactly("a", "b", "b");
        assertThat(lanes.get(2).stretches())
                .extracting(each -> each.run().task())
                .containsExactly(2L, 3L);
    }

    @Test
    void whateverRanEachLaneHasOneAtATimeAndNothingIsLost() {
        Random random = new Random(20_261_122);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long begin = random.nextLong(9_000);
            String carrier = random.nextInt(4) == 0 ? null : "carrier-" + random.nextInt(3);
            runs.add(
                    run(
                            i,
                            "q" + random.nextInt(3),
                            carrier,
                            begin,
                            begin + random.nextLong(1_000)));
        }
        Recording recording = recording(runs.toArray(Run[]::new));
        List<Lane> queues = Lanes.ofQueues(recording);
        queues.forEach(LanesTests::assertOneAtATime);
        Lanes.ofCarriers(recording).forEach(LanesTests::assertOneAtATime);
        assertThat(queues.stream().mapToInt(lane -> lane.stretches().size()).sum())
                .isEqualTo(2_000);
    }

    @Test
    void aPlantedOverlapIsNoticed() {
        Run run = run(1, "a", null, 0, 10);
        Lane lane =
                new Lane(
                        "a",
                        0,
                        List.of(
                                new Lane.Stretch(run, ORIGIN, ORIGIN + 10, Turn.Then.ENDED),
                                new Lane.Stretch(run, ORIGIN + 9, ORIGIN + 12, Turn.Then.ENDED)));
        assertThatThrownBy(() -> assertOneAtATime(lane)).isInstanceOf(AssertionError.class);
    }

    @Test
    void theFileIsATraceThatOthersCanRead() {
        byte[] file =
                TraceFile.write(
                        RecordedLanes.of(
                                recording(
                                        run(1, "a", "carrier-1", 0, 1_500),
                                        run(2, HOSTILE, null, 500, 10_000))),
                        "shop " + HOSTILE);
        JsonNode trace = JsonMapper.builder().build().readTree(file);
        assertThat(trace.get("displayTimeUnit").asString()).isEqualTo("ms");
        Map<String, Integer> threads = new HashMap<>();
        List<JsonNode> runs = new ArrayList<>();
        for (JsonNode event : trace.get("traceEvents")) {
            assertThat(event.get("pid").isInt()).isTrue();
            switch (event.get("ph").asString()) {
                case "M" -> threads.merge(event.get("name").asString(), 1, Integer::sum);
                case "X" -> runs.add(event);
                default -> assertThat(event).as("no other kind").isNull();
            }
        }
        assertThat(threads).containsEntry("process_name", 2).containsEntry("thread_name", 4);
        assertThat(runs).hasSize(4);
        JsonNode first = runs.getFirst();
        assertThat(first.get("name").asString()).startsWith("\"}],\"x\":\"</script>");
        assertThat(first.get("ts").asDouble()).isEqualTo(0.0);
        assertThat(first.get("dur").asDouble()).isEqualTo(1.5);
        assertThat(first.get("args").get("task").asLong()).isEqualTo(1);
        assertThat(runs)
                .extracting(each -> each.get("cat").asString())
                .containsExactly("turn", "turn", "run", "run");
    }
}
