package dev.mayfly.sample.jarwatch.inspect;

import java.util.List;

/**
 * The outcome of an inspection: the report, which is kept, and the classes, which are only passed
 * on to find those that several jars define.
 *
 * @param report what the jar is and needs
 * @param classes the base classes that a class loader finds in it, without {@code module-info} and
 *     {@code package-info}
 */
public record JarInspection(JarReport report, List<DefinedClass> classes) {

    /** Keeps its own copy of the classes. */
    public JarInspection {
        classes = List.copyOf(classes);
    }

    /**
     * A class that a jar defines.
     *
     * @param name the internal name
     * @param crc the CRC-32 of the class file, to tell copies from variants
     */
    public record DefinedClass(String name, long crc) {}
}
