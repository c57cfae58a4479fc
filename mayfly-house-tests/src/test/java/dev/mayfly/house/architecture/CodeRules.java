package dev.mayfly.house.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/** Rules on what code may call and on cycles between packages. */
final class CodeRules {

    private CodeRules() {}

    /** The packages directly below a root do not depend on each other in a circle. */
    static ArchRule noCyclesBelow(String root) {
        return slices().matching(root + ".(*)..")
                .namingSlices("$1")
                .should()
                .beFreeOfCycles()
                .as("packages below " + root + " are free of cycles")
                .allowEmptyShould(true);
    }

    /** Code that can be run under a stepped clock asks that clock, and never the machine's. */
    static ArchRule timeIsReadOnlyIn(String timePackage, String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .and()
                .resideOutsideOfPackage(timePackage)
                .should()
                .callMethodWhere(readsTheMachinesTime())
                .because("time is read through the kernel's clock, in " + timePackage + " only");
    }

    /** The kernel gets threads, programs and the end of the process from its platform only. */
    static ArchRule theMachineIsReachedOnlyIn(
            DescribedPredicate<JavaClass> allowed, String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .and(not(allowed))
                .should()
                .callCodeUnitWhere(reachesForTheMachine())
                .because("threads, programs and the end of the process come from the platform");
    }

    private static DescribedPredicate<JavaCall<?>> reachesForTheMachine() {
        String pools =
                "java.util.Timer"
                        + "|java.util.concurrent.(ForkJoinPool|(Scheduled)?ThreadPoolExecutor)";
        return call("java.lang.Thread(\\$Builder.*)?", "<init>|ofPlatform|factory")
                .or(call("java.util.concurrent.Executors", "new.*"))
                .or(call(pools, "<init>|commonPool"))
                .or(call("java.util.concurrent.CompletableFuture", ".*Async|delayedExecutor"))
                .or(call("java.lang.ProcessBuilder", "start.*"))
                .or(call("java.lang.Runtime", "exec|addShutdownHook|exit|halt"))
                .or(call("java.lang.System", "exit"))
                .or(call("(sun.misc|jdk.internal.misc).Signal", ".*"))
                .or(call("dev.mayfly.kernel.time.SystemClock", "<init>"))
                .as("that reaches for the machine's threads, programs or end");
    }

    private static DescribedPredicate<JavaCall<?>> readsTheMachinesTime() {
        return call("java.lang.System", "nanoTime|currentTimeMillis")
                .or(call("java.lang.Thread", "sleep"))
                .or(call("java.util.concurrent.TimeUnit", "sleep"))
                .or(call("java.time.Clock", "system.*|tick.*"))
                .or(call("java.time.(Instant|.*Date|.*Time|Year.*|MonthDay)", "now"))
                .or(call("java.time.InstantSource", "system"))
                .as("that reads the machine's time");
    }

    private static DescribedPredicate<JavaCall<?>> call(String owner, String method) {
        return target(owner(nameMatching(owner))).and(target(nameMatching(method))).forSubtype();
    }
}
