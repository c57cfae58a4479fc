package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The classes of the running JDK, read from its {@code jrt:/} image on first use and kept.
 *
 * <p>Only classes that exist are kept, so that the size is bounded by the JDK, whatever names a
 * hostile jar asks for.
 */
final class JdkClasses {

    private final FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
    private final Map<String, JdkModule> modulesByPackage;
    private final Map<String, JdkClass> loaded = new ConcurrentHashMap<>();

    JdkClasses() {
        Map<String, JdkModule> byPackage = new HashMap<>();
        for (ModuleReference reference : ModuleFinder.ofSystem().findAll()) {
            ModuleDescriptor descriptor = reference.descriptor();
            JdkModule module = module(descriptor);
            descriptor.packages().forEach(p -> byPackage.put(p.replace('.', '/'), module));
        }
        modulesByPackage = Map.copyOf(byPackage);
    }

    private JdkModule module(ModuleDescriptor descriptor) {
        Set<String> exported =
                descriptor.exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(exports -> exports.source().replace('.', '/'))
                        .collect(Collectors.toUnmodifiableSet());
        String name = descriptor.name();
        byte[] info = bytes(image.getPath("/modules", name, "module-info.class"));
        String forRemoval =
                info == null ? null : JdkClass.forRemovalSince(ClassFile.of().parse(info));
        return new JdkModule(name, exported, !name.startsWith("jdk.unsupported"), forRemoval);
    }

    /** The module that owns the package of {@code className}, null when the JDK does not. */
    @Nullable JdkModule moduleOf(String className) {
        return modulesByPackage.get(packageOf(className));
    }

    static String packageOf(String className) {
        int slash = className.lastIndexOf('/');
        return slash < 0 ? "" : className.substring(0, slash);
    }

    /** The class of that internal name, null when the JDK has none. */
    @Nullable JdkClass find(String className) {
        JdkClass known = loaded.get(className);
        if (known != null) {
            return known;
        }
        JdkModule module = moduleOf(className);
        if (module == null) {
            return null;
        }
        byte[] bytes = read(module, className);
        if (bytes == null) {
            return null;
        }
        JdkClass parsed = JdkClass.parse(bytes);
        loaded.put(className, parsed);
        return parsed;
    }

    /**
     * Finds where a member is declared, as the virtual machine resolves it: the class, its
     * superclasses, then all their interfaces.
     *
     * @return the declaring class, null when no JDK class declares the member
     */
    @Nullable JdkClass declaring(JdkClass owner, String name, String descriptor) {
        String key = JdkClass.key(name, descriptor);
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        for (JdkClass type = owner; type != null; type = superOf(type)) {
            if (declares(type, name, key, type == owner)) {
                return type;
            }
            next.addAll(type.interfaces());
        }
        while (!next.isEmpty()) {
            String interfaceName = next.poll();
            JdkClass type = seen.add(interfaceName) ? find(interfaceName) : null;
            if (type == null) {
                continue;
            }
            if (declares(type, name, key, false)) {
                return type;
            }
            next.addAll(type.interfaces());
        }
        return null;
    }

    private @Nullable JdkClass superOf(JdkClass type) {
        return type.superName() == null ? null : find(type.superName());
    }

    private static boolean declares(JdkClass type, String name, String key, boolean direct) {
        boolean member = type.members().contains(key) || type.polymorphic().contains(name);
        return member && (direct || !type.notInherited().contains(key));
    }

    /** Shows every exported class that may carry a deprecation to {@code visitor}. */
    void eachWithDeprecation(Consumer<JdkClass> visitor) {
        byte[] needle = "Ljava/lang/Deprecated;".getBytes(StandardCharsets.UTF_8);
        for (Map.Entry<String, JdkModule> entry : modulesByPackage.entrySet()) {
            if (!entry.getValue().exports(entry.getKey())) {
                continue;
            }
            Path folder = image.getPath("/modules", entry.getValue().name(), entry.getKey());
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.class")) {
                for (Path file : files) {
                    byte[] bytes = Files.readAllBytes(file);
                    if (!file.endsWith("package-info.class") && contains(bytes, needle)) {
                        JdkClass type = JdkClass.parse(bytes);
                        visitor.accept(type);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the JDK's own package " + folder, e);
            }
        }
    }

    private static boolean contains(byte[] bytes, byte[] needle) {
        outer:
        for (int i = 0; i <= bytes.length - needle.length; i++) {
            for (int j = 0; j < needle.length; j++) {
                if (bytes[i + j] != needle[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    private byte @Nullable [] read(JdkModule module, String className) {
        try {
            return bytes(image.getPath("/modules", module.name(), className + ".class"));
        } catch (InvalidPathException e) {
            // A jar may ask for any name; one that is no path names no JDK class.
            return null;
        }
    }

    private static byte @Nullable [] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the JDK's own class " + file, e);
        }
    }
}
