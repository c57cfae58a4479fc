package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What earlier JDKs offered and the running one does not, with the release that dropped it.
 *
 * <p>Read from {@code lib/ct.sym}, the file that lets {@code javac --release 8} compile against JDK
 * 8. It is a zip whose entries read {@code <releases>/<module>/<class>.sig}; each character of the
 * first part is one release in base 36, so {@code 89A} means the releases 8, 9 and 10. A release
 * before 8 is unknown to it. A runtime image without the compiler has no such file; the history is
 * then empty, and removed classes are recognised but not dated.
 *
 * @param removedClasses the first release without the class, by internal name
 * @param removedMembers the first release without the member, by class and {@link JdkClass#key}
 */
record JdkHistory(
        Map<String, Integer> removedClasses, Map<String, Map<String, Integer>> removedMembers) {

    private static final Pattern ENTRY = Pattern.compile("([0-9A-Z]+)/[^/]+/(.+)\\.sig");

    /** A class's signature in a range of releases. */
    private record Signature(ZipEntry entry, int lastRelease) {}

    static JdkHistory none() {
        return new JdkHistory(Map.of(), Map.of());
    }

    static JdkHistory ofRunningJdk(JdkClasses classes) {
        Path file = Path.of(System.getProperty("java.home"), "lib", "ct.sym");
        if (!Files.isReadable(file)) {
            return none();
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return read(zip, classes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the JDK's signature file " + file, e);
        }
    }

    private static JdkHistory read(ZipFile zip, JdkClasses classes) throws IOException {
        Map<String, Integer> removedClasses = new HashMap<>();
        Map<String, Map<String, Integer>> removedMembers = new HashMap<>();
        for (Map.Entry<String, List<Signature>> entry : signatures(zip).entrySet()) {
            JdkClass now = classes.find(entry.getKey());
            List<Signature> then = entry.getValue();
            if (now == null) {
                int last = then.stream().mapToInt(Signature::lastRelease).max().orElseThrow();
                removedClasses.put(entry.getKey(), last + 1);
            } else {
                Map<String, Integer> gone = removedMembers(zip, classes, now, then);
                if (!gone.isEmpty()) {
                    removedMembers.put(entry.getKey(), Map.copyOf(gone));
                }
            }
        }
        return new JdkHistory(Map.copyOf(removedClasses), Map.copyOf(removedMembers));
    }

    private static Map<String, List<Signature>> signatures(ZipFile zip) {
        Map<String, List<Signature>> signatures = new HashMap<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            Matcher matcher = ENTRY.matcher(entry.getName());
            if (matcher.matches() && !matcher.group(2).endsWith("-info")) {
                int last =
                        matcher.group(1).chars().map(c -> Character.digit(c, 36)).max().orElse(0);
                signatures
                        .computeIfAbsent(matcher.group(2), name -> new ArrayList<>())
                        .add(new Signature(entry, last));
            }
        }
        return signatures;
    }

    private static Map<String, Integer> removedMembers(
            ZipFile zip, JdkClasses classes, JdkClass now, List<Signature> then)
            throws IOException {
        int running = Runtime.version().feature();
        Map<String, Integer> gone = new HashMap<>();
        for (Signature signature : then) {
            if (signature.lastRelease() >= running) {
                continue;
            }
            ClassModel old =
                    ClassFile.of().parse(zip.getInputStream(signature.entry()).readAllBytes());
            old.fields()
                    .forEach(f ->
                            noteIfGone(
                                    f.fieldName().stringValue(),
                                    f.fieldType().stringValue(),
                                    classes,
                                    now,
                                    signature,
                                    gone));
            old.methods()
                    .forEach(m ->
                            noteIfGone(
                                    m.methodName().stringValue(),
                                    m.methodType().stringValue(),
                                    classes,
                                    now,
                                    signature,
                                    gone));
        }
        return gone;
    }

    private static void noteIfGone(
            String name,
            String descriptor,
            JdkClasses classes,
            JdkClass now,
            Signature signature,
            Map<String, Integer> gone) {
        if (classes.declaring(now, name, descriptor) == null) {
            gone.merge(JdkClass.key(name, descriptor), signature.lastRelease() + 1, Math::max);
        }
    }

    /** The first release without the member, null when no earlier release is known to have it. */
    @Nullable Integer memberRemovedIn(String className, String memberKey) {
        return removedMembers.getOrDefault(className, Map.of()).get(memberKey);
    }
}
