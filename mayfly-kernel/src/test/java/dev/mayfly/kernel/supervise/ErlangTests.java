package dev.mayfly.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The same scripted failures through OTP's supervisor and through Mayfly's: what starts and stops,
 * and in which order, must be the same.
 */
class ErlangTests {

    private static final int SCRIPTS = 600;

    /** On a machine so busy that events come late, those scripts are run again. */
    private static final int ROUNDS = 5;

    private static final Map<Script, List<String>> LOGS = new HashMap<>();

    @BeforeAll
    static void runThroughErlang(@TempDir Path folder) throws IOException, InterruptedException {
        boolean required = Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_ERLANG"));
        assumeTrue(
                required || Erlang.isInstalled(),
                "there is no Erlang: install erlang-base to compare with OTP");
        List<Script> left = new ArrayList<>();
        LongStream.range(0, SCRIPTS).mapToObj(Script::random).forEach(left::add);
        for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
            List<Script> asked = List.copyOf(left);
            Erlang.run(folder, asked).forEach((number, log) -> LOGS.put(asked.get(number), log));
            left.removeAll(LOGS.keySet());
        }
        assertThat(LOGS).as("scripts run in time").hasSizeGreaterThan(SCRIPTS / 2);
    }

    @Test
    void startsAndStopsInTheOrderOfOtp() {
        LOGS.forEach((script, expected) ->
                assertThat(comparable(script, ScriptRun.log(script)))
                        .as("%s", script.erlang(0))
                        .isEqualTo(comparable(script, expected)));
    }

    @Test
    void theScriptsReachEveryRule() {
        assertThat(LOGS.values())
                .anyMatch(log -> log.contains("gave up"))
                .anyMatch(log -> log.stream().filter(e -> e.startsWith("begin")).count() > 4)
                .anyMatch(log -> log.stream().anyMatch(e -> e.startsWith("fail")))
                .anyMatch(log -> log.size() == 3);
        assertThat(LOGS.keySet()).anyMatch(script -> script.tree() instanceof Script.Dynamic);
        assertThat(LOGS.keySet()).anyMatch(ErlangTests::shutsItselfDown);
    }

    /** The top ended before it was told to, and not for a restart too many: there was none. */
    private static boolean shutsItselfDown(Script script) {
        List<String> log = LOGS.getOrDefault(script, List.of());
        List<String> starts = log.stream().filter(entry -> entry.startsWith("start")).toList();
        return script.tree() instanceof Script.Sup sup
                && sup.auto() != AutoShutdown.NEVER
                && sup.intensity() > 0
                && log.contains("gave up")
                && starts.stream().distinct().count() == starts.size();
    }

    @Test
    void catchesRestForOneThatStartsAllAgain() {
        assertCaught(sup ->
                sup.strategy() == RestartStrategy.REST_FOR_ONE
                        ? sup.with(RestartStrategy.ONE_FOR_ALL)
                        : sup);
    }

    @Test
    void catchesAnIntensityThatIsOneTooHigh() {
        assertCaught(sup -> sup.within(sup.intensity() + 1, sup.period()));
    }

    @Test
    void catchesAPeriodThatIsOneSecondTooShort() {
        assertCaught(sup -> sup.within(sup.intensity(), Math.max(1, sup.period() - 1)));
    }

    @Test
    void catchesAnAutoShutdownThatComesTooEarlyOrTooLate() {
        assertCaught(sup ->
                sup.auto() == AutoShutdown.ALL_SIGNIFICANT
                        ? sup.with(AutoShutdown.ANY_SIGNIFICANT)
                        : sup);
        assertCaught(sup ->
                sup.auto() == AutoShutdown.ANY_SIGNIFICANT
                        ? sup.with(AutoShutdown.ALL_SIGNIFICANT)
                        : sup);
    }

    @Test
    void catchesChildrenStartedInTheWrongOrder() {
        assertCaught(sup -> sup.with(sup.children().reversed()));
    }

    private static void assertCaught(UnaryOperator<Script.Sup> fault) {
        assertThat(LOGS.entrySet())
                .as("scripts that tell the fault")
                .anyMatch(entry ->
                        !comparable(entry.getKey(), ScriptRun.log(entry.getKey(), fault))
                                .equals(comparable(entry.getKey(), entry.getValue())));
    }

    /** Dynamic children are ended all at once, in no order. */
    private static List<String> comparable(Script script, List<String> log) {
        if (!(script.tree() instanceof Script.Dynamic)) {
            return log;
        }
        int end = log.size();
        while (end > 0 && !log.get(end - 1).matches("(start|killed|normal|shutdown|abnormal) .*")) {
            end--;
        }
        List<String> ordered = new ArrayList<>(log.subList(0, end));
        log.subList(end, log.size()).stream().sorted().forEach(ordered::add);
        return ordered;
    }
}
