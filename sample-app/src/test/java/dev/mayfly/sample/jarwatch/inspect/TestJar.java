package dev.mayfly.sample.jarwatch.inspect;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.constant.ModuleDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds a jar with classes made to measure. */
public final class TestJar {

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Manifest manifest = new Manifest();

    /** Starts an empty jar. */
    public TestJar() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    /** A class of a Java release that does nothing. */
    public TestJar type(String name, int release) {
        return entry(name.replace('.', '/') + ".class", classFile(name, release, type -> {}));
    }

    /** A class with one method, whose code {@code body} writes. */
    public TestJar calling(String name, Consumer<CodeBuilder> body) {
        return entry(name.replace('.', '/') + ".class", calls(name, body));
    }

    /** A class file with one method, whose code {@code body} writes. */
    public static byte[] calls(String name, Consumer<CodeBuilder> body) {
        return classFile(
                name,
                8,
                type ->
                        type.withMethodBody(
                                "run",
                                ConstantDescs.MTD_void,
                                ClassFile.ACC_PUBLIC,
                                code -> {
                                    body.accept(code);
                                    code.return_();
                                }));
    }

    /** A class that {@code content} describes. */
    public TestJar type(String name, int release, Consumer<ClassBuilder> content) {
        return entry(name.replace('.', '/') + ".class", classFile(name, release, content));
    }

    /** A class file of a Java release. */
    public static byte[] classFile(String name, int release, Consumer<ClassBuilder> content) {
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                .build(
                        ClassDesc.of(name),
                        type -> {
                            type.withVersion(release + 44, 0);
                            content.accept(type);
                        });
    }

    /** A module descriptor. */
    public static byte[] moduleInfo(String name) {
        return ClassFile.of()
                .buildModule(
                        ModuleAttribute.of(
                                ModuleDesc.of(name),
                                module -> module.requires(ModuleDesc.of("java.base"), 0, null)),
                        type -> type.withVersion(53, 0));
    }

    /** Any entry. */
    public TestJar entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** A text entry. */
    public TestJar text(String name, String content) {
        return entry(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A main attribute of the manifest. */
    public TestJar manifest(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    /** Writes the jar. */
    public Path write(Path file) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            try (OutputStream out = Files.newOutputStream(file);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                if (!entries.containsKey(JarFile.MANIFEST_NAME)) {
                    zip.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
                    manifest.write(zip);
                }
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue());
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a call of a method without parameters on an object of type {@code owner}. */
    public static void invoke(CodeBuilder code, String owner, String method) {
        code.aconst_null()
                .invokevirtual(ClassDesc.of(owner), method, MethodTypeDesc.ofDescriptor("()V"));
    }
}
