package dev.mayfly.house.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

import dev.mayfly.house.source.HouseModule;
import dev.mayfly.house.source.Repository;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

class ArchitectureTests {

    private static final String KERNEL = "mayfly-kernel";
    private static final String JOBS = "mayfly-jobs";
    private static final String STORE = "mayfly-store-jdbc";
    private static final String AGENTS = "mayfly-agents";
    private static final String ERROR_PRONE = "mayfly-error-prone";
    private static final String TEST = "mayfly-test";
    private static final String WASM = "mayfly-engine-wasm";
    private static final String AUTOCONFIGURE = "mayfly-spring-boot-autoconfigure";
    private static final String SPRING_TEST = "mayfly-spring-boot-test";
    private static final String CONSOLE = "mayfly-console";
    private static final String SAMPLE = "sample-app";
    private static final String EXAMPLES = "mayfly-examples";

    /** What each module may use. A module that is not listed has no classes. */
    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    entry(KERNEL, Set.of()),
                    entry(AGENTS, Set.of(KERNEL)),
                    entry(JOBS, Set.of(KERNEL)),
                    entry(STORE, Set.of(JOBS)),
                    entry(ERROR_PRONE, Set.of()),
                    entry(TEST, Set.of(KERNEL, JOBS)),
                    entry(WASM, Set.of(KERNEL)),
                    entry(AUTOCONFIGURE, Set.of(KERNEL, AGENTS, JOBS, STORE, WASM)),
                    entry(SPRING_TEST, Set.of(KERNEL, JOBS, TEST, AUTOCONFIGURE)),
                    entry(CONSOLE, Set.of(KERNEL, AGENTS, JOBS, AUTOCONFIGURE)),
                    entry(SAMPLE, Set.of(KERNEL, AGENTS, JOBS, WASM, AUTOCONFIGURE, CONSOLE)),
                    entry(EXAMPLES, Set.of(KERNEL, AGENTS)));

    /**
     * A scan that finds fewer classes than these looks in the wrong place. Raise them as code
     * grows.
     */
    private static final Map<String, Integer> AT_LEAST =
            Map.ofEntries(
                    entry(KERNEL, 230),
                    entry(AGENTS, 60),
                    entry(JOBS, 100),
                    entry(STORE, 20),
                    entry(ERROR_PRONE, 8),
                    entry(TEST, 4),
                    entry(WASM, 30),
                    entry(AUTOCONFIGURE, 110),
                    entry(SPRING_TEST, 12),
                    entry(CONSOLE, 105),
                    entry(SAMPLE, 55),
                    entry(EXAMPLES, 70));

    /**
     * Classes of the kernel that reach for the machine beside its platform (ADR 10): the alarms of
     * the machine's clock have threads; carriers are of a type of their own, and started by the
     * platform; they are watched in real time unless their settings say otherwise. And leases on
     * jobs in a database, which are judged by its clock.
     */
    private static final Set<String> OF_THE_MACHINE =
            Set.of(
                    "dev.mayfly.kernel.time.SystemClock",
                    "dev.mayfly.kernel.carrier.Carrier",
                    "dev.mayfly.kernel.carrier.PaddedStart$Padding",
                    "dev.mayfly.kernel.carrier.CarrierSettings",
                    "dev.mayfly.jobs.internal.share.Sharing");

    private static final List<HouseModule> MODULES =
            Repository.modules().stream()
                    .filter(module -> MAY_USE.containsKey(module.name()))
                    .toList();

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .importPaths(MODULES.stream().map(HouseModule::classes).toList());

    /** The module of each class, which the rules ask for at every use. */
    private static final Map<String, String> OWNERS = owners();

    private static final ModuleRules RULES = new ModuleRules(MAY_USE, ArchitectureTests::moduleOf);

    @Test
    void scansTheClassesOfEveryModule() {
        Map<String, Integer> scanned =
                CLASSES.stream()
                        .collect(
                                Collectors.groupingBy(
                                        type -> moduleOf(type).orElse("unknown"),
                                        Collectors.summingInt(type -> 1)));
        assertThat(scanned).doesNotContainKey("unknown");
        AT_LEAST.forEach((module, least) ->
                assertThat(scanned.getOrDefault(module, 0))
                        .as("classes scanned in %s", module)
                        .isGreaterThanOrEqualTo(least));
    }

    @Test
    void modulesUseOnlyTheModulesBelowThem() {
        assertThat(RULES.wrongDirections(CLASSES)).isEmpty();
    }

    @Test
    void internalPackagesAreUsedByTheirOwnModuleOnly() {
        assertThat(RULES.foreignInternals(CLASSES)).isEmpty();
    }

    @Test
    void noPackageIsInTwoModules() {
        assertThat(RULES.sharedPackages(CLASSES)).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        CodeRules.noCyclesBelow("dev.mayfly").check(CLASSES);
        CodeRules.noCyclesBelow("dev.mayfly.kernel").check(CLASSES);
        CodeRules.noCyclesBelow("dev.mayfly.jobs").check(CLASSES);
        CodeRules.noCyclesBelow("dev.mayfly.agents").check(CLASSES);
    }

    @Test
    void kernelAndJobsReadTimeInOnePackageOnly() {
        CodeRules.timeIsReadOnlyIn(
                        "dev.mayfly.kernel.time..", "dev.mayfly.kernel..", "dev.mayfly.jobs..")
                .check(CLASSES);
    }

    @Test
    void theKernelReachesTheMachineThroughItsPlatformOnly() {
        CodeRules.theMachineIsReachedOnlyIn(
                        belongingTo("dev.mayfly.kernel.platform", OF_THE_MACHINE),
                        "dev.mayfly.kernel..",
                        "dev.mayfly.jobs..")
                .check(CLASSES);
        assertThat(OF_THE_MACHINE).allMatch(CLASSES::contain);
    }

    private static DescribedPredicate<JavaClass> belongingTo(
            String packageName, Set<String> types) {
        return DescribedPredicate.describe(
                packageName + " or one of " + types,
                type ->
                        type.getPackageName().equals(packageName)
                                || types.contains(type.getName()));
    }

    @Test
    void plantedWrongDirectionIsCaught() {
        ModuleRules rules = plantedRules(Map.of("upper", Set.of("lower"), "lower", Set.of()));
        assertThat(rules.wrongDirections(planted()))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("lower may not use upper"));
    }

    @Test
    void plantedUseOfAForeignInternalIsCaught() {
        ModuleRules rules = plantedRules(Map.of());
        assertThat(rules.foreignInternals(planted()))
                .isNotEmpty()
                .allMatch(text -> text.startsWith("lower keeps this to itself"));
    }

    @Test
    void plantedPackageInTwoModulesIsCaught() {
        ModuleRules rules = new ModuleRules(Map.of(), type -> Optional.of(type.getSimpleName()));
        assertThat(rules.sharedPackages(planted())).isNotEmpty();
        assertThat(plantedRules(Map.of()).sharedPackages(planted())).isEmpty();
    }

    @Test
    void plantedCycleIsCaught() {
        String root = ArchitectureTests.class.getPackageName() + ".planted";
        assertThatThrownBy(() -> CodeRules.noCyclesBelow(root).check(planted()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Cycle detected");
    }

    @Test
    void plantedReadingsOfTimeAreCaught() {
        String root = ArchitectureTests.class.getPackageName() + ".planted";
        assertThatThrownBy(() ->
                        CodeRules.timeIsReadOnlyIn("no.where..", root + "..").check(planted()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(5 times)");
        CodeRules.timeIsReadOnlyIn(root + ".upper..", root + "..").check(planted());
    }

    @Test
    void plantedReachesForTheMachineAreCaught() {
        String root = ArchitectureTests.class.getPackageName() + ".planted";
        assertThatThrownBy(() ->
                        CodeRules.theMachineIsReachedOnlyIn(
                                        belongingTo("no.where", Set.of()), root + "..")
                                .check(planted()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(6 times)");
        CodeRules.theMachineIsReachedOnlyIn(belongingTo(root + ".upper", Set.of()), root + "..")
                .check(planted());
    }

    /** A class met as the target of a use carries no source: it is known by its name. */
    private static Optional<String> moduleOf(JavaClass type) {
        return Optional.ofNullable(OWNERS.get(type.getName()));
    }

    private static Map<String, String> owners() {
        Map<String, String> owners = new HashMap<>();
        for (JavaClass type : CLASSES) {
            for (HouseModule module : MODULES) {
                if (liesIn(type, module)) {
                    owners.put(type.getName(), module.name());
                }
            }
        }
        return owners;
    }

    private static boolean liesIn(JavaClass type, HouseModule module) {
        return type.getSource()
                .map(source -> Location.of(source.getUri()))
                .filter(place -> place.contains(module.classes().toUri().getPath()))
                .isPresent();
    }

    private static ModuleRules plantedRules(Map<String, Set<String>> mayUse) {
        return new ModuleRules(
                mayUse,
                type -> {
                    String root = ArchitectureTests.class.getPackageName() + ".planted.";
                    String name = type.getPackageName();
                    return name.startsWith(root)
                            ? Optional.of(name.substring(root.length()).split("\\.")[0])
                            : Optional.empty();
                });
    }

    private static JavaClasses planted() {
        return new ClassFileImporter()
                .importPackages(ArchitectureTests.class.getPackageName() + ".planted");
    }
}
