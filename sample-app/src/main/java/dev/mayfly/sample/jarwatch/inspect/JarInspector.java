package dev.mayfly.sample.jarwatch.inspect;

import dev.mayfly.sample.jarwatch.inspect.ArtifactNames.PomPlace;
import dev.mayfly.sample.jarwatch.inspect.JarInspection.DefinedClass;
import dev.mayfly.sample.jarwatch.inspect.JarInspectionException.Kind;
import dev.mayfly.sample.jarwatch.inspect.JarLayout.ClassPlace;
import dev.mayfly.sample.jarwatch.inspect.JarReport.ClassFigures;
import dev.mayfly.sample.jarwatch.inspect.JarReport.ModuleFacts;
import dev.mayfly.sample.jarwatch.inspect.JarReport.Packaging;
import dev.mayfly.sample.jarwatch.jdk.ApiNames;
import dev.mayfly.sample.jarwatch.jdk.JdkApi;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Inspects jars: reads every entry once, checks it, and looks into the classes.
 *
 * <p>Any number of threads may use one inspector at a time. An inspection blocks on the disk and
 * the processor, holds one entry in memory, and never extracts or loads anything.
 */
public final class JarInspector {

    private final JdkApi jdk;
    private final InspectionLimits limits;

    /**
     * Creates an inspector.
     *
     * @param jdk what references are judged by
     * @param limits what one inspection may cost
     */
    public JarInspector(JdkApi jdk, InspectionLimits limits) {
        this.jdk = jdk;
        this.limits = limits;
    }

    /**
     * Inspects one jar.
     *
     * @param source the jar
     * @param progress told before each entry, and the way to stop
     * @return the report and the classes
     * @throws JarInspectionException when the file cannot be inspected; it says why
     * @throws InterruptedException when {@code progress} throws it
     */
    public JarInspection inspect(JarSource source, InspectionProgress progress)
            throws JarInspectionException, InterruptedException {
        try (JarContents contents = JarContents.open(source, limits)) {
            return new Inspection(source, contents).run(progress);
        }
    }

    /** One jar's inspection; used once, on one thread. */
    private final class Inspection {

        private final JarSource source;
        private final JarContents contents;
        private final Attributes manifest;
        private final JarLayout layout;
        private final UseCollector uses;
        private final List<DefinedClass> classes = new ArrayList<>();
        private final List<PomPlace> poms = new ArrayList<>();
        private int base;
        private int versioned;
        private int outOfPlace;
        private int preview;
        private int tooNew;
        private int required;
        private @Nullable String moduleName;

        Inspection(JarSource source, JarContents contents) throws JarInspectionException {
            this.source = source;
            this.contents = contents;
            manifest = manifest();
            boolean multiRelease = "true".equalsIgnoreCase(manifest.getValue(Name.MULTI_RELEASE));
            layout = new JarLayout(contents.entries(), multiRelease, jdk.release());
            uses = new UseCollector(jdk, layout, limits);
        }

        private Attributes manifest() throws JarInspectionException {
            for (ZipEntry entry : contents.entries()) {
                if (entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
                    byte[] bytes = contents.read(entry);
                    try {
                        return new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
                    } catch (IOException | IllegalArgumentException e) {
                        throw contents.failure(
                                entry, "it is no sound manifest: " + e.getMessage(), e);
                    }
                }
            }
            return new Attributes();
        }

        JarInspection run(InspectionProgress progress)
                throws JarInspectionException, InterruptedException {
            int done = 0;
            for (ZipEntry entry : contents.entries()) {
                progress.entry(done++, contents.entries().size());
                ClassPlace place = JarLayout.place(entry);
                if (place == null) {
                    contents.check(entry);
                } else {
                    look(place);
                }
                if (JarLayout.pomProperties(entry)) {
                    poms.add(Objects.requireNonNull(PomPlace.of(entry.getName())));
                }
            }
            try {
                return new JarInspection(report(uses.finish()), classes);
            } catch (UseCollector.TooMuchEvidence e) {
                throw new JarInspectionException(
                        Kind.TOO_LARGE, source, Objects.requireNonNull(e.getMessage()));
            }
        }

        private void look(ClassPlace place) throws JarInspectionException {
            byte[] bytes = contents.read(place.entry());
            ClassHeader header;
            ClassReferences references;
            try {
                header = ClassHeader.of(bytes);
                // The class-file API refuses versions above its own.
                references = header.release() > jdk.release() ? null : ClassReferences.of(bytes);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw contents.failure(
                        place.entry(), "it is no sound class file: " + e.getMessage(), e);
            }
            count(place, header, references);
            if (references != null && layout.loads(place) && inPlace(place, references)) {
                try {
                    uses.add(references);
                } catch (UseCollector.TooMuchEvidence e) {
                    throw new JarInspectionException(
                            Kind.TOO_LARGE, source, Objects.requireNonNull(e.getMessage()));
                }
                if (references.moduleName() != null) {
                    moduleName = references.moduleName();
                }
            }
        }

        private boolean inPlace(ClassPlace place, ClassReferences references) {
            return references.name().equals(place.promisedName());
        }

        private void count(
                ClassPlace place, ClassHeader header, @Nullable ClassReferences references) {
            preview += header.preview() ? 1 : 0;
            tooNew += references == null ? 1 : 0;
            if (!place.base()) {
                versioned++;
                return;
            }
            base++;
            if (references != null && !inPlace(place, references)) {
                outOfPlace++;
                return;
            }
            if (place.moduleInfo()) {
                return;
            }
            required = Math.max(required, header.release());
            if (!place.promisedName().endsWith("package-info")) {
                classes.add(new DefinedClass(place.promisedName(), place.entry().getCrc()));
            }
        }

        private JarReport report(List<ApiUse> all) {
            int shown = Math.min(all.size(), limits.maxUses());
            return new JarReport(
                    source.label(),
                    ArtifactNames.of(source.path(), source.root(), poms),
                    contents.fileSize(),
                    new ClassFigures(
                            required == 0 ? null : required,
                            base,
                            versioned,
                            outOfPlace,
                            preview,
                            tooNew),
                    module(),
                    packaging(),
                    all.subList(0, shown),
                    all.size() - shown);
        }

        private @Nullable ModuleFacts module() {
            if (moduleName != null) {
                return new ModuleFacts(ApiNames.printable(moduleName), false);
            }
            String automatic = manifest.getValue("Automatic-Module-Name");
            return automatic == null
                    ? null
                    : new ModuleFacts(ApiNames.printable(automatic.strip()), true);
        }

        private Packaging packaging() {
            return new Packaging(
                    contents.entries().size() + contents.duplicates(),
                    contents.duplicates(),
                    layout.nestedJars(),
                    layout.signed(),
                    layout.multiRelease(),
                    layout.releases(),
                    value("Created-By"),
                    value("Build-Jdk-Spec", "Build-Jdk"));
        }

        private @Nullable String value(String... names) {
            return Stream.of(names)
                    .map(manifest::getValue)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(ApiNames::printable)
                    .orElse(null);
        }
    }
}
