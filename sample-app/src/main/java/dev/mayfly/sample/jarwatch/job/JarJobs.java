package dev.mayfly.sample.jarwatch.job;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.sample.jarwatch.audit.FileChecksum;
import dev.mayfly.sample.jarwatch.audit.JarLocation;
import dev.mayfly.sample.jarwatch.audit.JarLocation.OpenJar;
import dev.mayfly.sample.jarwatch.inspect.ApiUse;
import dev.mayfly.sample.jarwatch.inspect.InspectionProgress;
import dev.mayfly.sample.jarwatch.inspect.JarInspection;
import dev.mayfly.sample.jarwatch.inspect.JarInspector;
import dev.mayfly.sample.jarwatch.inspect.JarReport;
import dev.mayfly.sample.jarwatch.tally.ApiTally;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** What is done with each jar. */
public class JarJobs {

    /** The name of the job that inspects a jar. */
    public static final String INSPECT = "inspect-jar";

    /** The name of the job that sums a jar up. */
    public static final String CHECKSUM = "checksum";

    /** An inspection makes room for others, and can be cancelled, this often. */
    private static final int ENTRIES_A_TURN = 64;

    private final Audits audits;
    private final Supplier<JarInspector> inspector;
    private final JdepsScope jdeps;
    private final AgentRef<ApiTally.Message> tally;

    /**
     * Creates the jobs.
     *
     * @param audits where findings are entered
     * @param inspector what inspects; asked for by the first job, since it reads the JDK first
     * @param jdeps which jars jdeps is asked about
     * @param tally is told which API each jar uses
     */
    public JarJobs(
            Audits audits,
            Supplier<JarInspector> inspector,
            JdepsScope jdeps,
            AgentRef<ApiTally.Message> tally) {
        this.audits = audits;
        this.inspector = inspector;
        this.jdeps = jdeps;
        this.tally = tally;
    }

    /**
     * Inspects a jar. A file that is corrupt fails, is tried again as {@code mayfly.retry} says (it
     * may be a download that is still under way), and stays in the list of failures.
     *
     * @param jar which jar
     * @param job the run
     * @return the findings in short
     * @throws IOException when the file cannot be inspected; the message names it and says why
     * @throws InterruptedException when the job is cancelled
     */
    @MayflyJob(name = INSPECT, queue = "inspect")
    public JarSummary inspect(JarJob jar, JobContext job) throws IOException, InterruptedException {
        JarLocation location = JarLocation.parse(jar.jar());
        Audit audit = audits.find(jar.audit()).orElse(null);
        try (OpenJar open = location.open()) {
            Path root = jar.root() == null ? null : Path.of(jar.root());
            JarInspection inspection =
                    inspector.get().inspect(location.source(open, root), progress(job));
            tally.tell(new ApiTally.Inspected(apis(inspection.report())));
            if (audit != null) {
                audit.enter(new AuditEntry.Inspected(inspection));
                SecondOpinion opinion = OpinionJobs.ask(jar, inspection.report(), jdeps, job);
                audit.enter(new AuditEntry.Judged(jar.jar(), opinion.score(), opinion.jdeps()));
            }
            JarSummary summary = JarSummary.of(inspection.report());
            job.log(
                    "%s: %d classes, %s, %d pieces of endangered API"
                            .formatted(
                                    summary.coordinates(),
                                    summary.classes(),
                                    required(summary.requiredJava()),
                                    summary.endangered()));
            return summary;
        } catch (IOException e) {
            if (audit != null) {
                audit.enter(new AuditEntry.Failed(jar.jar(), String.valueOf(e.getMessage())));
            }
            throw e;
        }
    }

    private static List<String> apis(JarReport report) {
        return report.uses().stream().map(ApiUse::api).distinct().toList();
    }

    /**
     * Sums a file up, to find those of equal content. Runs on platform threads: it keeps a
     * processor busy and has nothing to wait for but the disk.
     *
     * @param jar which jar
     * @return its checksum
     * @throws IOException when the file cannot be read
     * @throws InterruptedException when the job is cancelled
     */
    @MayflyJob(name = CHECKSUM, queue = "checksum")
    public FileChecksum checksum(JarJob jar) throws IOException, InterruptedException {
        JarLocation location = JarLocation.parse(jar.jar());
        try (OpenJar open = location.open()) {
            FileChecksum checksum = FileChecksum.of(open.path());
            audits.find(jar.audit())
                    .ifPresent(audit -> audit.enter(new AuditEntry.Summed(jar.jar(), checksum)));
            return checksum;
        }
    }

    private static InspectionProgress progress(JobContext job) {
        return (done, total) -> {
            if (done % ENTRIES_A_TURN == 0) {
                job.progress(done, total);
                job.task().yield();
            }
        };
    }

    private static String required(@Nullable Integer release) {
        return release == null ? "no class to load" : "needs Java " + release;
    }
}
