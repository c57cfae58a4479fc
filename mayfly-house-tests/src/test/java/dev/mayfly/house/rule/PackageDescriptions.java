package dev.mayfly.house.rule;

import com.sun.source.tree.PackageTree;
import com.sun.source.util.TreePath;

import dev.mayfly.house.source.HouseModule;
import dev.mayfly.house.source.ParsedFile;
import dev.mayfly.house.source.SourceSet;
import dev.mayfly.house.source.Violation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Each package of main sources has a {@code package-info.java} with a Javadoc text, and is
 * {@code @NullMarked}.
 */
final class PackageDescriptions implements SourceRule {

    private record Place(HouseModule module, String packageName) {}

    @Override
    public List<Violation> check(List<ParsedFile> files) {
        List<Violation> violations = new ArrayList<>();
        Set<Place> described = new HashSet<>();
        for (ParsedFile file : files) {
            if (file.source().set() == SourceSet.MAIN && file.isPackageInfo()) {
                described.add(place(file));
                violations.addAll(flaws(file));
            }
        }
        for (ParsedFile file : files) {
            if (file.source().set() == SourceSet.MAIN && described.add(place(file))) {
                String message =
                        "package %s has no package-info.java with its purpose, what it may depend on and its thread rule"
                                .formatted(file.packageName());
                violations.add(new Violation(file.source().path(), 1, message));
            }
        }
        return violations;
    }

    private static Place place(ParsedFile file) {
        return new Place(file.source().module(), file.packageName());
    }

    private static List<Violation> flaws(ParsedFile file) {
        List<Violation> flaws = new ArrayList<>();
        PackageTree tree = file.unit().getPackage();
        if (file.javadoc(new TreePath(new TreePath(file.unit()), tree)) == null) {
            flaws.add(file.violation(tree, "the package has no Javadoc"));
        }
        boolean nullMarked =
                tree.getAnnotations().stream()
                        .anyMatch(
                                each -> each.getAnnotationType().toString().endsWith("NullMarked"));
        if (!nullMarked) {
            flaws.add(file.violation(tree, "the package is not @NullMarked"));
        }
        return flaws;
    }
}
