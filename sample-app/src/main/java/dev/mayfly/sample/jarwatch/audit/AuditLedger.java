package dev.mayfly.sample.jarwatch.audit;

import dev.mayfly.sample.jarwatch.audit.AuditReport.ApiTally;
import dev.mayfly.sample.jarwatch.audit.AuditReport.DuplicateGroup;
import dev.mayfly.sample.jarwatch.audit.AuditReport.Evidence;
import dev.mayfly.sample.jarwatch.audit.AuditReport.FailedFile;
import dev.mayfly.sample.jarwatch.audit.AuditReport.IdenticalFiles;
import dev.mayfly.sample.jarwatch.audit.AuditReport.JudgedJar;
import dev.mayfly.sample.jarwatch.audit.AuditReport.Totals;
import dev.mayfly.sample.jarwatch.inspect.ApiUse;
import dev.mayfly.sample.jarwatch.inspect.JarInspection;
import dev.mayfly.sample.jarwatch.inspect.JarReport;
import dev.mayfly.sample.jarwatch.jdk.ApiNames;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Gathers the inspections of one audit while they come in, from any number of threads, in any
 * order.
 *
 * <p>A job may run more than once, so every entry may be made more than once: a file counts once,
 * and a success takes back an earlier failure. Each method holds the ledger's one lock while it
 * works; what a report says is consistent in itself.
 *
 * <p>Memory: the reports, at most {@link
 * dev.mayfly.sample.jarwatch.inspect.InspectionLimits#maxUses} uses each, and about 24 bytes a
 * class.
 */
public final class AuditLedger {

    /** Classes that are compared across jars; what is beyond is counted as not compared. */
    public static final int MAX_CLASSES = 5_000_000;

    /** Groups of duplicates in a report. */
    public static final int MAX_GROUPS = 200;

    // All guarded by "this".
    private final SortedMap<String, JarReport> reports = new TreeMap<>();
    private final SortedMap<String, String> failures = new TreeMap<>();
    private final Map<String, FileChecksum> checksums = new HashMap<>();
    private final SortedSet<String> skippedFolders = new TreeSet<>();
    private final DuplicateFinder finder = new DuplicateFinder(MAX_CLASSES);

    /** Creates an empty ledger. */
    public AuditLedger() {}

    /**
     * Enters an inspection.
     *
     * @param inspection what was found
     * @return false when that file had been entered before
     */
    public synchronized boolean inspected(JarInspection inspection) {
        JarReport report = inspection.report();
        failures.remove(report.file());
        if (reports.putIfAbsent(report.file(), report) != null) {
            return false;
        }
        finder.add(report.artifact().key(), inspection.classes());
        return true;
    }

    /**
     * Enters a file that could not be inspected, unless it was inspected after all.
     *
     * @param file the file
     * @param reason one sentence
     */
    public synchronized void failed(String file, String reason) {
        if (!reports.containsKey(file)) {
            failures.put(file, reason);
        }
    }

    /**
     * Enters a file's checksum.
     *
     * @param file the file
     * @param checksum its checksum
     */
    public synchronized void summed(String file, FileChecksum checksum) {
        checksums.put(file, checksum);
    }

    /**
     * Enters a folder that could not be listed.
     *
     * @param folder the folder
     */
    public synchronized void skipped(String folder) {
        skippedFolders.add(folder);
    }

    /**
     * What is known about one file.
     *
     * @param file the file
     * @return its report with the evidence, empty when it has not been inspected
     */
    public synchronized Optional<JudgedJar> jar(String file) {
        return Optional.ofNullable(reports.get(file)).map(this::withSuppliers);
    }

    /**
     * How many files have been inspected.
     *
     * @return the number, without failures
     */
    public synchronized int inspectedCount() {
        return reports.size();
    }

    /**
     * How many files could not be inspected.
     *
     * @return the number of failures that stand
     */
    public synchronized int failedCount() {
        return failures.size();
    }

    /**
     * Adds up what has come in so far. Takes time in proportion to the number of jars: a few
     * milliseconds for a thousand.
     *
     * @return the report
     */
    public synchronized AuditReport report() {
        List<JudgedJar> watched = reports.values().stream().map(this::withSuppliers).toList();
        List<DuplicateGroup> groups = finder.groups();
        int shown = Math.min(groups.size(), MAX_GROUPS);
        List<IdenticalFiles> identical = identical();
        return new AuditReport(
                totals(identical),
                byRequiredJava(),
                breaking(watched),
                tallies(watched),
                groups.subList(0, shown),
                groups.size() - shown,
                failures.entrySet().stream()
                        .map(entry -> new FailedFile(entry.getKey(), entry.getValue()))
                        .toList(),
                identical,
                List.copyOf(skippedFolders));
    }

    private JudgedJar withSuppliers(JarReport report) {
        return new JudgedJar(
                report,
                report.uses().stream()
                        .map(use ->
                                new Evidence(
                                        use,
                                        use.risk() == ApiRisk.LEFT_JDK
                                                ? finder.definerOf(use.owner())
                                                : null))
                        .toList());
    }

    private static List<JudgedJar> breaking(List<JudgedJar> jars) {
        return jars.stream()
                .filter(jar -> jar.horizon() != ApiRisk.Horizon.WATCH)
                .sorted(
                        Comparator.comparing(JudgedJar::horizon)
                                .thenComparing(
                                        jar -> jar.evidence().size(), Comparator.reverseOrder())
                                .thenComparing(jar -> jar.jar().file()))
                .toList();
    }

    private static List<ApiTally> tallies(List<JudgedJar> jars) {
        Map<String, ApiTally> tallies = new HashMap<>();
        for (JudgedJar jar : jars) {
            Map<String, ApiUse> worst = new HashMap<>();
            for (Evidence evidence : jar.evidence()) {
                if (evidence.suppliedBy() == null) {
                    // The uses come most urgent first.
                    worst.putIfAbsent(evidence.use().owner(), evidence.use());
                }
            }
            worst.forEach((owner, use) -> tallies.merge(owner, tally(use), AuditLedger::sum));
        }
        return tallies.values().stream()
                .sorted(
                        Comparator.comparingInt(ApiTally::jars)
                                .reversed()
                                .thenComparing(ApiTally::className))
                .toList();
    }

    private static ApiTally tally(ApiUse use) {
        return new ApiTally(use.risk(), ApiNames.readable(use.owner()), 1, use.replacement());
    }

    private static ApiTally sum(ApiTally a, ApiTally b) {
        ApiRisk risk = a.risk().compareTo(b.risk()) <= 0 ? a.risk() : b.risk();
        return new ApiTally(risk, a.className(), a.jars() + b.jars(), a.replacement());
    }

    private SortedMap<Integer, Integer> byRequiredJava() {
        SortedMap<Integer, Integer> jars = new TreeMap<>();
        for (JarReport report : reports.values()) {
            Integer required = report.classes().requiredJava();
            if (required != null) {
                jars.merge(required, 1, Integer::sum);
            }
        }
        return jars;
    }

    private List<IdenticalFiles> identical() {
        Map<FileChecksum, List<String>> byContent = new HashMap<>();
        checksums.forEach((file, checksum) ->
                byContent.computeIfAbsent(checksum, key -> new ArrayList<>()).add(file));
        return byContent.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry ->
                        new IdenticalFiles(
                                entry.getKey().sha256(),
                                entry.getKey().sizeBytes(),
                                entry.getValue().stream().sorted().toList()))
                .sorted(
                        Comparator.comparingLong(IdenticalFiles::wastedBytes)
                                .reversed()
                                .thenComparing(IdenticalFiles::sha256))
                .toList();
    }

    private Totals totals(List<IdenticalFiles> identical) {
        Collection<JarReport> jars = reports.values();
        return new Totals(
                jars.size(),
                jars.stream().mapToLong(JarReport::sizeBytes).sum(),
                jars.stream().mapToLong(jar -> jar.classes().base()).sum(),
                count(jar -> jar.classes().base() == 0),
                count(jar -> jar.packaging().multiRelease()),
                count(jar -> jar.module() != null && !jar.module().automatic()),
                count(jar -> jar.module() != null && jar.module().automatic()),
                count(jar -> jar.packaging().signed()),
                count(jar -> jar.packaging().duplicateEntries() > 0),
                identical.stream().mapToLong(IdenticalFiles::wastedBytes).sum(),
                finder.uncompared());
    }

    private int count(Predicate<JarReport> test) {
        return (int) reports.values().stream().filter(test).count();
    }
}
