package dev.mayfly.house.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Which module may use which, and that nobody uses another module's insides. */
final class ModuleRules {

    private final Map<String, Set<String>> mayUse;
    private final Function<JavaClass, Optional<String>> moduleOf;

    /**
     * Creates the rules.
     *
     * @param mayUse the modules that each module may use, itself left out
     * @param moduleOf the module of a class, empty for a class of a library
     */
    ModuleRules(Map<String, Set<String>> mayUse, Function<JavaClass, Optional<String>> moduleOf) {
        this.mayUse = mayUse;
        this.moduleOf = moduleOf;
    }

    /** Every use of a module that the user may not use. */
    List<String> wrongDirections(JavaClasses classes) {
        return crossings(
                classes,
                (from, to, target) ->
                        mayUse.getOrDefault(from, Set.of()).contains(to)
                                ? Optional.empty()
                                : Optional.of(from + " may not use " + to));
    }

    /** Every use of a class below a package {@code internal} from another module. */
    List<String> foreignInternals(JavaClasses classes) {
        return crossings(
                classes,
                (from, to, target) ->
                        (target.getPackageName() + ".").contains(".internal.")
                                ? Optional.of(to + " keeps this to itself")
                                : Optional.empty());
    }

    /** Every package that more than one module has classes in. */
    List<String> sharedPackages(JavaClasses classes) {
        Map<String, Set<String>> modules = new LinkedHashMap<>();
        for (JavaClass type : classes) {
            moduleOf.apply(type)
                    .ifPresent(module ->
                            modules.computeIfAbsent(type.getPackageName(), key -> new TreeSet<>())
                                    .add(module));
        }
        List<String> shared = new ArrayList<>();
        modules.forEach((name, owners) -> {
            if (owners.size() > 1) {
                shared.add("package " + name + " is in " + owners);
            }
        });
        return shared;
    }

    private List<String> crossings(JavaClasses classes, Judge judge) {
        List<String> violations = new ArrayList<>();
        for (JavaClass type : classes) {
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                JavaClass target = use.getTargetClass().getBaseComponentType();
                Optional<String> from = moduleOf.apply(type);
                Optional<String> to = moduleOf.apply(target);
                if (from.isPresent() && to.isPresent() && !from.equals(to)) {
                    judge.judge(from.get(), to.get(), target)
                            .map(verdict -> verdict + ": " + use.getDescription())
                            .ifPresent(violations::add);
                }
            }
        }
        return violations;
    }

    private interface Judge {
        Optional<String> judge(String from, String to, JavaClass target);
    }
}
