package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.engine.wasm.Sandbox;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.kernel.engine.process.Command;
import dev.mayfly.kernel.engine.process.CommandFailedException;
import dev.mayfly.kernel.engine.process.CommandResult;
import dev.mayfly.kernel.engine.process.Subprocesses;
import dev.mayfly.sample.jarwatch.audit.JarLocation;
import dev.mayfly.sample.jarwatch.audit.JarLocation.OpenJar;
import dev.mayfly.sample.jarwatch.inspect.JarReport;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Second opinions on an inspected jar: of the JDK's own {@code jdeps}, as a program, and of a rule,
 * in a sandbox.
 */
public class OpinionJobs {

    /** The name of the job that asks jdeps. */
    public static final String JDEPS = "jdeps";

    /** The name of the job that asks the rule. */
    public static final String RISK = "risk";

    private static final String INTERNAL = "JDK internal API";

    private final Audits audits;

    /**
     * Creates the jobs.
     *
     * @param audits where answers are entered
     */
    public OpinionJobs(Audits audits) {
        this.audits = audits;
    }

    /**
     * Asks jdeps for the JDK's internals that a jar uses.
     *
     * @param jar which jar
     * @param job the run, on a queue whose engine is of type process
     * @return one sentence
     * @throws IOException when the file cannot be read
     */
    @MayflyJob(name = JDEPS, queue = "jdeps", maxAttempts = 1)
    public String jdeps(JarJob jar, JobContext job) throws IOException {
        try (OpenJar open = JarLocation.parse(jar.jar()).open()) {
            Path program = Path.of(System.getProperty("java.home"), "bin", "jdeps");
            CommandResult result =
                    job.task()
                            .facility(Subprocesses.class)
                            .run(
                                    Command.of(
                                                    program.toString(),
                                                    // A short life: half the processor time.
                                                    "-J-XX:TieredStopAtLevel=1",
                                                    "-J-XX:+UseSerialGC",
                                                    "--multi-release",
                                                    "base",
                                                    "--ignore-missing-deps",
                                                    "--jdk-internals",
                                                    open.path().toAbsolutePath().toString())
                                            .withTimeout(Duration.ofMinutes(2))
                                            .withCpuLimit(Duration.ofMinutes(2)));
            String sentence = sentence(result.output());
            audits.find(jar.audit())
                    .ifPresent(
                            audit -> audit.enter(new AuditEntry.Judged(jar.jar(), null, sentence)));
            return sentence;
        } catch (CommandFailedException e) {
            job.log(String.valueOf(e.getMessage()));
            return "no answer: " + e.kind().name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Of its lines, those with an arrow are findings; the others explain. */
    private static String sentence(String output) {
        long uses =
                output.lines()
                        .filter(line -> line.contains(" -> ") && line.contains(INTERNAL))
                        .count();
        return uses == 0
                ? "no internals of the JDK"
                : uses + (uses == 1 ? " use" : " uses") + " of internals of the JDK";
    }

    /**
     * Asks the rule how much a jar stands in the way of a newer Java.
     *
     * @param facts about the jar
     * @param job the run, on a queue whose engine is of type wasm
     * @return 0 to 100
     */
    @MayflyJob(name = RISK, queue = "judge", maxAttempts = 1)
    public Integer risk(RiskFacts facts, JobContext job) {
        return job.task()
                .facility(Sandbox.class)
                .program("risk")
                .call("score", facts.breaking(), facts.watched(), facts.release())
                .getFirst()
                .intValue();
    }

    /**
     * Asks the rule, and where the inspection has found something jdeps if that is its scope, and
     * waits for their answers. What fails gives no opinion, and fails nobody else.
     */
    static SecondOpinion ask(JarJob jar, JarReport report, JdepsScope scope, JobContext job) {
        boolean found = scope == JdepsScope.FINDINGS && !report.uses().isEmpty();
        JobHandle<Integer> risk = job.submit(RISK, RiskFacts.of(report));
        JobHandle<String> jdeps = found ? job.submit(JDEPS, jar) : null;
        try {
            return new SecondOpinion(
                    answer("the rule", risk, job),
                    jdeps == null ? null : answer("jdeps", jdeps, job));
        } finally {
            // Of no use to anybody where the inspection itself was cancelled.
            risk.cancel();
            if (jdeps != null) {
                jdeps.cancel();
            }
        }
    }

    private static <R> @Nullable R answer(String whose, JobHandle<R> handle, JobContext job) {
        CompletableFuture<R> answer = handle.future();
        var _ = job.task().awaitStage("the opinion of " + whose, answer, null);
        return answer.isCompletedExceptionally() ? null : answer.join();
    }
}
