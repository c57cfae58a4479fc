package dev.mayfly.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

class PluginJarTests {

    private static final String SERVICE = "META-INF/services/" + EnginePlugin.class.getName();

    private static final String EXAMPLE =
            """
            package example;

            import dev.mayfly.kernel.engine.Engine;
            import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
            import dev.mayfly.kernel.plugin.EnginePlugin;

            public final class Narrow implements EnginePlugin {
                @Override
                public String name() {
                    return "narrow";
                }

                @Override
                public Engine create(String name) {
                    return new ThreadedEngine(name, 1);
                }
            }
            """;

    @TempDir private Path folder;

    @Test
    void anEngineFromAJarRunsTasks() throws Exception {
        Path jar = jar("narrow.jar", EXAMPLE, "example.Narrow");
        try (PluginJar plugin = PluginJar.open(jar).getFirst()) {
            EnginePlugin engine = plugin.services(EnginePlugin.class).getFirst();
            assertThat(engine.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
            try (Scheduler scheduler =
                    Scheduler.builder()
                            .engine(engine.name(), engine)
                            .queue("q", q -> q.engine("narrow"))
                            .build()) {
                assertThat(scheduler.submit("q", task -> "ran").await().get()).isEqualTo("ran");
            }
        }
    }

    @Test
    void aFolderHoldsManyEachWithALoaderOfItsOwn() throws Exception {
        jar("b.jar", EXAMPLE, "example.Narrow");
        jar("a.jar", EXAMPLE, "example.Narrow");
        List<PluginJar> plugins = PluginJar.open(folder);
        assertThat(plugins)
                .extracting(plugin -> plugin.path().getFileName().toString())
                .containsExactly("a.jar", "b.jar");
        assertThat(plugins.getFirst().services(EnginePlugin.class).getFirst().getClass())
                .isNotSameAs(plugins.getLast().services(EnginePlugin.class).getFirst().getClass());
        assertThat(plugins.getFirst().services(Runnable.class)).isEmpty();
        plugins.forEach(PluginJar::close);
        plugins.forEach(PluginJar::close);
    }

    @Test
    void aPluginSeesTheApiAndNothingElse() throws Exception {
        for (String hidden :
                List.of(
                        "org.junit.jupiter.api.Test",
                        "dev.mayfly.kernel.internal.Kernel",
                        getClass().getName() + "$Unknown")) {
            String nosy =
                    EXAMPLE.replace(
                            "return \"narrow\";",
                            "try { return Class.forName(\"%s\").getName(); } catch (Exception e) {"
                                            .formatted(hidden)
                                    + " return \"hidden\"; }");
            try (PluginJar plugin =
                    PluginJar.open(jar("nosy.jar", nosy, "example.Narrow")).getFirst()) {
                assertThat(plugin.services(EnginePlugin.class).getFirst().name())
                        .as(hidden)
                        .isEqualTo("hidden");
            }
        }
    }

    @Test
    void closingFreesTheLoader() throws Exception {
        WeakReference<ClassLoader> loader = useAndClose();
        long begin = System.nanoTime();
        while (loader.get() != null) {
            assertThat(System.nanoTime() - begin)
                    .as("time since the loader was closed")
                    .isLessThan(Duration.ofMinutes(1).toNanos());
            System.gc();
        }
        assertThat(loader.get()).isNull();
    }

    private WeakReference<ClassLoader> useAndClose() throws Exception {
        Path jar = jar("narrow.jar", EXAMPLE, "example.Narrow");
        try (PluginJar plugin = PluginJar.open(jar).getFirst()) {
            EnginePlugin engine = plugin.services(EnginePlugin.class).getFirst();
            try (Scheduler scheduler =
                    Scheduler.builder()
                            .engine(engine.name(), engine)
                            .queue("q", q -> q.engine("narrow"))
                            .build()) {
                scheduler.submit("q", task -> 1).await();
            }
            return new WeakReference<>(engine.getClass().getClassLoader());
        }
    }

    @Test
    void everyErrorNamesTheJar() throws Exception {
        Path none = folder.resolve("none.jar");
        assertThatThrownBy(() -> PluginJar.open(none))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining(none.toString())
                .hasMessageContaining("no such file");

        Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");
        assertThatThrownBy(() -> PluginJar.open(text))
                .hasMessageContaining("text.jar: it is no jar");
        assertThatThrownBy(() -> PluginJar.open(folder)).hasMessageContaining("text.jar");
        Files.delete(text);

        Path empty = pack("empty.jar", Map.of("readme", new byte[0]));
        assertThatThrownBy(() -> PluginJar.open(empty))
                .hasMessageContaining("empty.jar: it offers nothing")
                .hasMessageContaining(SERVICE);

        Path wrong = pack("wrong.jar", Map.of(SERVICE, "no.such.Type".getBytes()));
        try (PluginJar plugin = PluginJar.open(wrong).getFirst()) {
            assertThatThrownBy(() -> plugin.services(EnginePlugin.class))
                    .isInstanceOf(PluginException.class)
                    .hasMessageContaining("wrong.jar")
                    .hasMessageContaining("no.such.Type");
        }
    }

    private Path jar(String name, String source, String type) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        String file = "/" + type.replace('.', '/');
        var unit =
                new SimpleJavaFileObject(
                        URI.create("string://" + file + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var problems = new StringWriter();
        List<String> options =
                List.of(
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        boolean compiled =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(problems, null, null, options, null, List.of(unit))
                        .call();
        assertThat(compiled).as(problems.toString()).isTrue();
        return pack(
                name,
                Map.of(
                        SERVICE,
                        type.getBytes(),
                        file.substring(1) + ".class",
                        Files.readAllBytes(classes.resolve(file.substring(1) + ".class"))));
    }

    private Path pack(String name, Map<String, byte[]> entries) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                var zip = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new JarEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return jar;
    }
}
