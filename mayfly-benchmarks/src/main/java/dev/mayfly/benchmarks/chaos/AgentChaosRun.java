package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Lets agents of every kind send to each other while they are stopped and fail, in rounds with a
 * runtime each. At the end of a round all are stopped in the middle of it; then each letter must
 * have been handled, undelivered or refused exactly once, the runtime must have counted the same,
 * each question must have had one outcome, and nothing may be left, no thread either.
 *
 * <p>Thread rule: belongs to the thread that made it.
 */
public final class AgentChaosRun {

    private static final int MOST_LETTERS = 400_000;
    private static final int ACTS = 400;
    private static final int AGENTS = 48;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(2);

    /** Pools and timers of the JDK, which makes them when they are first needed and keeps them. */
    private static final List<String> OF_THE_JDK =
            List.of("ForkJoinPool", "CompletableFutureDelayScheduler");

    private final Duration duration;
    private final CoroutineMode mode;
    private final Post post;
    private final SplittableRandom random;
    private final Map<String, LongAdder> counts = Village.counts();
    private final List<String> faults = new ArrayList<>();
    private int rounds;

    AgentChaosRun(Duration duration, CoroutineMode mode, long seed, Post post) {
        this.duration = duration;
        this.mode = mode;
        this.post = post;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Runs, prints what happened, and ends the process: with exit code 0 if the books balance and
     * nothing is left, 1 if not, 2 for wrong arguments.
     *
     * @param arguments how long, as in {@code PT10M}, which is the default; {@code owned}, which is
     *     the default, or {@code portable}; a seed, 42 by default
     * @throws Exception if the run itself fails
     */
    public static void main(String[] arguments) throws Exception {
        AgentChaosRun run;
        try {
            run = parse(arguments);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.out.print(run.run());
        System.exit(run.faults.isEmpty() ? 0 : 1);
    }

    /** Reads the arguments; from the right each may be left out. */
    static AgentChaosRun parse(String... arguments) {
        String text = arguments.length > 0 ? arguments[0] : "PT10M";
        String mode = arguments.length > 1 ? arguments[1] : "owned";
        String seed = arguments.length > 2 ? arguments[2] : "42";
        if (!mode.equals("owned") && !mode.equals("portable")) {
            throw new IllegalArgumentException(
                    "the second argument \"" + mode + "\" is neither owned nor portable");
        }
        return new AgentChaosRun(
                Duration.parse(text.toUpperCase(Locale.ROOT)),
                mode.equals("owned") ? CoroutineMode.OWNED : CoroutineMode.PORTABLE,
                Long.parseLong(seed),
                Post.HONEST);
    }

    /** What is wrong; empty after a clean run. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    String run() throws Exception {
        long begin = System.nanoTime();
        do {
            round();
        } while (System.nanoTime() - begin < duration.toNanos() && faults.isEmpty());
        var text = new StringBuilder();
        line(text, "chaos of agents", mode + ", " + rounds + " rounds");
        new TreeMap<>(counts).forEach((what, count) -> line(text, what, "" + count.sum()));
        faults.forEach(fault -> line(text, "FAULT", fault));
        line(text, "verdict", faults.isEmpty() ? "clean" : "NOT CLEAN");
        return text.toString();
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(String.format(Locale.ROOT, "%-36s %s%n", what, value));
    }

    private void round() throws Exception {
        rounds++;
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        var books = new Books(MOST_LETTERS);
        Scheduler scheduler = scheduler();
        AgentRuntime agents = AgentRuntime.on(scheduler);
        agents.addListener(books);
        var village = new Village(books, post, counts);
        for (int i = 0; i < AGENTS; i++) {
            village.add(agents.spawn(village.spec(random.split())));
        }
        List<CountDownLatch> ends = new ArrayList<>();
        for (int i = 0; i < ACTS && books.hasRoom(); i++) {
            act(village, agents, scheduler, ends);
            if (random.nextInt(3) == 0) {
                LockSupport.parkNanos(random.nextLong(STEP.toNanos()));
            }
        }
        if (!agents.shutdown(PATIENCE)) {
            fault("agents did not end within " + PATIENCE + ": " + agents.snapshot().agents());
        }
        for (CountDownLatch end : ends) {
            if (!end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                fault("a sender did not end within " + PATIENCE);
            }
        }
        audit(() -> left(books, agents.snapshot(), scheduler));
        count(books.sums(), agents.snapshot());
        agents.close();
        scheduler.shutdown(PATIENCE);
        audit(() -> threadsSince(before));
        audit(this::questionsWithoutOutcome);
    }

    private Scheduler scheduler() {
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        return Scheduler.builder()
                .engine(
                        SchedulerBuilder.COROUTINE,
                        name -> new CoroutineEngine(name, mode, CarrierSettings.of(processors)))
                .queue(Scheduler.DEFAULT_QUEUE)
                .build();
    }

    private void act(
            Village village, AgentRuntime agents, Scheduler scheduler, List<CountDownLatch> ends) {
        AgentRef<Letter> someone = village.anyone(random);
        switch (random.nextInt(10)) {
            case 0 -> someone.stop(random.nextBoolean() ? StopMode.DRAIN : StopMode.DROP);
            case 1, 2, 3 -> village.add(agents.spawn(village.spec(random.split())));
            case 4, 5, 6 -> ends.add(sendFromTask(village, scheduler));
            case 7, 8 -> ends.add(sendFromThread(village));
            default -> {
                Sender sender = village.sender();
                for (int i = 0; i < 200; i++) {
                    sender.trySend(someone, random);
                }
            }
        }
    }

    private CountDownLatch sendFromTask(Village village, Scheduler scheduler) {
        var end = new CountDownLatch(1);
        SplittableRandom own = random.split();
        var _ =
                scheduler
                        .spawn(task -> {
                            burst(village, own);
                            return 0;
                        })
                        .future()
                        .whenComplete((result, failure) -> ended(end, failure));
        return end;
    }

    private CountDownLatch sendFromThread(Village village) {
        var end = new CountDownLatch(1);
        SplittableRandom own = random.split();
        Thread.ofPlatform()
                .daemon()
                .name("chaos-sender")
                .start(() -> {
                    try {
                        burst(village, own);
                        ended(end, null);
                    } catch (Throwable t) {
                        ended(end, t);
                    }
                });
        return end;
    }

    private void ended(CountDownLatch end, @Nullable Throwable failure) {
        if (failure != null) {
            fault("a sender failed: " + failure);
        }
        end.countDown();
    }

    private static void burst(Village village, SplittableRandom own) throws InterruptedException {
        Sender sender = village.sender();
        AgentRef<Letter> favourite = village.anyone(own);
        int letters = 1 + own.nextInt(300);
        for (int i = 0; i < letters; i++) {
            AgentRef<Letter> to = own.nextInt(3) == 0 ? village.anyone(own) : favourite;
            switch (own.nextInt(20)) {
                case 0 -> sender.askAndWait(to);
                case 1, 2, 3, 4, 5, 6, 7, 8 -> sender.send(to, own);
                default -> sender.trySend(to, own);
            }
        }
    }

    private void fault(String what) {
        synchronized (faults) {
            faults.add("round " + rounds + ": " + what);
        }
    }

    /** Looks until all is as it should be, or patience is at its end. */
    private void audit(Supplier<List<String>> look) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> left = look.get();
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(STEP.toNanos());
            left = look.get();
        }
        left.forEach(this::fault);
    }

    private void count(Books.Sums sums, AgentsSnapshot picture) {
        count("letters sent", sums.sent());
        count("letters handled", sums.handled());
        count("letters undelivered", sums.undelivered());
        count("letters refused", sums.refused());
        count("agents", picture.totals().spawned());
        count("failures of agents", picture.totals().failed());
    }

    /** Threads that a round has left, other than those the JDK keeps for virtual threads. */
    static List<String> threadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && !isOfTheJdk(thread))
                .map(thread -> "a thread is left: " + thread)
                .toList();
    }

    private static boolean isOfTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return OF_THE_JDK.stream().anyMatch(thread.getName()::startsWith)
                || group != null && group.getName().startsWith("Innocuous"); // pollers and the like
    }

    private List<String> questionsWithoutOutcome() {
        long asked = 0;
        long outcomes = 0;
        for (Map.Entry<String, LongAdder> each : counts.entrySet()) {
            asked += each.getKey().equals(Village.QUESTIONS) ? each.getValue().sum() : 0;
            outcomes += each.getKey().startsWith(Village.OUTCOME) ? each.getValue().sum() : 0;
        }
        return asked == outcomes
                ? List.of()
                : List.of("of " + asked + " questions " + outcomes + " had an outcome");
    }

    private void count(String what, long more) {
        counts.computeIfAbsent(what, key -> new LongAdder()).add(more);
    }

    private static List<String> left(Books books, AgentsSnapshot picture, Scheduler scheduler) {
        List<String> left = new ArrayList<>(books.faults());
        if (!books.sums().balance()) {
            left.add("the books do not balance: " + books.sums());
        }
        if (!books.sums().agree(picture.totals()) || !picture.exact()) {
            left.add(
                    "the runtime has counted %s, exact %b, and the books %s"
                            .formatted(picture.totals(), picture.exact(), books.sums()));
        }
        if (!picture.agents().isEmpty() || picture.listenerFailures() != 0) {
            left.add("left of the agents: " + picture);
        }
        KernelSnapshot kernel = scheduler.snapshot();
        var waits = kernel.waits();
        if (!kernel.tasks().isEmpty()) {
            left.add("tasks left: " + kernel.tasks());
        }
        if (waits.timers() + waits.signals() + waits.kept() + waits.joins() != 0) {
            left.add("waits left: " + waits);
        }
        return left;
    }
}
