package dev.mayfly.crash.control;

import com.zaxxer.hikari.HikariDataSource;

import dev.mayfly.crash.ledger.Book;
import dev.mayfly.crash.ledger.Judge;
import dev.mayfly.crash.ledger.Ledger;
import dev.mayfly.crash.ledger.Verdict;
import dev.mayfly.crash.node.Databases;
import dev.mayfly.crash.node.Fault;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.store.jdbc.JdbcJobStore;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One run: load, injuries, drain, judgement. It holds the ledger, and is never injured itself.
 *
 * <p>Thread rule: used by one thread.
 */
public final class Controller implements AutoCloseable {

    /** Nodes on a busy machine take their time; nothing is measured by this. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /**
     * So many patiences after the last job was accepted whatever still goes on goes on for ever.
     */
    private static final int LONGEST_DRAIN = 20;

    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(6);
    private static final int PROGRESS = 30;

    private final Plan plan;
    private final PrintStream out;
    private final Random random;
    private final Path folder;
    private final Ledger ledger;
    private final Ground ground;
    private final List<NodeProcess> nodes = new ArrayList<>();

    /**
     * Starts the ledger, the database and the nodes.
     *
     * @param plan what is to be done
     * @param out where it is told as it is done
     * @throws IOException if something cannot be started
     */
    public Controller(Plan plan, PrintStream out) throws IOException, InterruptedException {
        this.plan = plan;
        this.out = out;
        this.random = new Random(plan.seed());
        if (plan.cutsPower()) {
            Disk.leftOvers()
                    .forEach(path ->
                            out.println(
                                    "left by a run that was killed: "
                                            + path
                                            + "; remove it with: umount --lazy "
                                            + path));
        }
        this.folder = Disk.workFolder();
        this.ledger = new Ledger(folder.resolve("ledger.txt"));
        this.ground = layGround();
    }

    private Ground layGround() throws IOException, InterruptedException {
        Ground laid = null;
        try {
            laid = Ground.lay(plan, folder);
            return laid;
        } finally {
            if (laid == null) {
                ledger.close();
                removeFiles();
            }
        }
    }

    /** {@return whether there is a PostgreSQL to be started on this machine} */
    public static boolean hasPostgres() {
        return PostgresServer.programs().isPresent();
    }

    /**
     * Tries whether the power of a disk can be cut on this machine.
     *
     * @return why it cannot, or nothing
     */
    public static Optional<String> obstacleToPowerCuts() throws InterruptedException {
        return Disk.obstacle();
    }

    /**
     * Does everything.
     *
     * @return what came of it
     * @throws IOException if a process cannot be started
     * @throws IllegalStateException if a node ends by itself, or nothing goes on
     */
    public Outcome run() throws IOException, InterruptedException {
        for (int i = 1; i <= plan.nodes(); i++) {
            nodes.add(new NodeProcess(i, ledger, ground.url(), plan, folder));
        }
        awaitNodes();
        for (int i = 1; i <= plan.crashes(); i++) {
            awaitProgress();
            Injury injury = plan.injuries().get(random.nextInt(plan.injuries().size()));
            int victim = random.nextInt(nodes.size());
            out.println(
                    i
                            + "/"
                            + plan.crashes()
                            + " "
                            + injury
                            + " "
                            + nodes.get(victim).pid()
                            + ", acknowledged so far: "
                            + ledger.book().acknowledgements());
            injure(injury, nodes.get(victim));
        }
        awaitProgress();
        drain();
        Verdict verdict = judge();
        return new Outcome(
                verdict, plan.crashes(), ledger.book().rejections(), ledger.book().cancellations());
    }

    // ---- harm

    private void injure(Injury injury, NodeProcess victim)
            throws IOException, InterruptedException {
        long now = System.nanoTime();
        ledger.book().crashed(now, nodes.size() == 1 || injury.stopsServer());
        switch (injury) {
            case KILL_NODE -> {
                victim.kill(now);
                victim.restart();
            }
            case KILL_SERVER -> {
                ground.server().kill();
                ground.server().start();
            }
            case STOP_SERVER -> {
                ground.server().stopAtOnce();
                ground.server().start();
            }
            case KILL_BOTH -> {
                ground.server().kill();
                victim.kill(now);
                ground.server().start();
                victim.restart();
            }
            case CUT_POWER -> cutPower(victim, now);
            case LEAVE_ALONE ->
                    await(
                            "time to pass",
                            () -> System.nanoTime() - now > LONGER_THAN_A_LEASE.toNanos());
            case FREEZE_NODE -> freeze(victim);
        }
    }

    private void freeze(NodeProcess victim) throws IOException, InterruptedException {
        Book book = ledger.book();
        boolean taken = false;
        while (!taken) {
            await("long runs on the node to be frozen", () -> book.longRuns(victim.pid()) > 0);
            book.crashed(System.nanoTime(), false);
            victim.signal("STOP");
            try { // what it has said before may be read only now, also that they have ended
                await(
                        "others that take over the jobs of a frozen node",
                        () -> book.isTakenOver(victim.pid()) || book.longRuns(victim.pid()) == 0);
                taken = book.isTakenOver(victim.pid());
            } finally {
                victim.signal("CONT");
            }
        }
        await(
                "a node that was frozen to leave what others have taken over",
                () -> !book.isTakenOver(victim.pid()));
    }

    private void cutPower(NodeProcess victim, long now) throws IOException, InterruptedException {
        // Nobody on a machine without power says anything: see Disk.cut.
        if (ground.hasServer()) {
            ground.server().freeze();
            ground.disk().cut();
            ground.server().kill();
            ground.disk().restore();
            ground.server().start();
        } else {
            victim.freeze();
            ground.disk().cut();
            victim.kill(now);
            ground.disk().restore();
            victim.restart();
        }
    }

    // ---- waiting

    private void awaitNodes() {
        await("nodes that report", () -> nodes.stream().allMatch(NodeProcess::isReporting));
    }

    /**
     * A while of random length, and until jobs have been accepted and begun in it. Once in a while
     * it does not wait for a node that is just starting.
     */
    private void awaitProgress() {
        if (random.nextInt(4) > 0) {
            awaitNodes();
        }
        int before = ledger.book().acknowledgements();
        long begins = ledger.book().begins();
        long start = System.nanoTime();
        long pause = Duration.ofMillis(100 + random.nextInt(1_400)).toNanos();
        await(
                "jobs that are accepted and begun",
                () ->
                        System.nanoTime() - start > pause
                                && ledger.book().acknowledgements() >= before + PROGRESS
                                && ledger.book().begins() >= begins + PROGRESS);
    }

    private void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            nodes.forEach(NodeProcess::check);
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException(
                        "waited "
                                + LIMIT
                                + " for "
                                + what
                                + "; the first node says"
                                + nodes.getFirst().tail());
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    // ---- the end

    private void drain() throws InterruptedException {
        awaitNodes();
        ledger.command(Ledger.Command.DRAIN);
        long start = System.nanoTime();
        long changedAt = start;
        long changes = -1;
        while (!isDrained()) {
            nodes.forEach(NodeProcess::check);
            long now = System.nanoTime();
            if (ledger.book().changes() != changes) {
                changes = ledger.book().changes();
                changedAt = now;
            }
            if (now - changedAt > plan.patience().toNanos()
                    || now - start > LONGEST_DRAIN * plan.patience().toNanos()) {
                out.println("not drained: " + ledger.statuses());
                break;
            }
            LockSupport.parkNanos(20_000_000);
        }
        ledger.command(Ledger.Command.EXIT);
        for (NodeProcess node : nodes) {
            if (!node.awaitEnd(LIMIT)) {
                out.println("node " + node.pid() + " does not end; it is killed" + node.tail());
                node.close();
            }
        }
    }

    private boolean isDrained() {
        var statuses = ledger.statuses();
        return statuses.size() == nodes.size()
                && statuses.values().stream()
                        .allMatch(status -> !status.submitting() && status.live() == 0);
    }

    private Verdict judge() {
        try (HikariDataSource pool = Databases.pool(ground.url(), Fault.NONE);
                JdbcJobStore store = Databases.open(pool)) {
            List<JobRecord> records = new ArrayList<>();
            JobCursor next = null;
            do {
                JobPage page = store.query(JobQuery.ALL.withLimit(1_000).withAfter(next));
                records.addAll(page.jobs());
                next = page.next();
            } while (next != null);
            return new Judge(ledger.book(), records).judge(store.counters());
        }
    }

    /**
     * Ends everything, and removes what is left.
     *
     * @throws IOException if the files cannot be removed
     */
    @Override
    public void close() throws IOException {
        nodes.forEach(NodeProcess::close);
        ledger.close();
        ground.close();
        if (Boolean.getBoolean("mayfly.crash.keep")) {
            out.println("what is left is in " + folder);
            return;
        }
        removeFiles();
    }

    private void removeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
