package dev.mayfly.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.EngineSnapshot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

class PluginSetTests {

    private static final String EXAMPLE =
            """
            package example;

            import dev.mayfly.jobs.handler.JobDefinition;
            import dev.mayfly.jobs.handler.JobPlugin;
            import dev.mayfly.kernel.engine.Engine;
            import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
            import dev.mayfly.kernel.plugin.EnginePlugin;
            import java.util.Collection;
            import java.util.List;

            public final class Both implements EnginePlugin, JobPlugin {
                @Override
                public String name() {
                    return "narrow";
                }

                @Override
                public Engine create(String name) {
                    return new ThreadedEngine(name, 1);
                }

                @Override
                public Collection<? extends JobDefinition<?, ?>> jobs() {
                    return List.of(
                            JobDefinition.of(
                                    "shout", String.class, String.class, (p, c) -> p.toUpperCase()));
                }
            }
            """;

    @TempDir Path folder;

    @Test
    void aJarListedInTheConfigurationBringsAnEngineAndJobs() throws IOException {
        jar();
        Runners.jobs()
                .withPropertyValues(
                        "mayfly.plugins[0]=" + folder,
                        "mayfly.defaults.queue=mail",
                        "mayfly.queues.mail.engine=narrow")
                .run(context -> {
                    assertThat(context.getBean(Scheduler.class).snapshot().engines())
                            .extracting(EngineSnapshot::name)
                            .contains("narrow");
                    assertThat(context.getBean(Jobs.class).submit("shout", "hello").future().join())
                            .isEqualTo("HELLO");
                });
    }

    private void jar() throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        var unit =
                new SimpleJavaFileObject(
                        URI.create("string:///example/Both.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return EXAMPLE;
                    }
                };
        List<String> options =
                List.of(
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(null, null, null, options, null, List.of(unit))
                                .call())
                .isTrue();
        try (var zip = new JarOutputStream(Files.newOutputStream(folder.resolve("both.jar")))) {
            zip.putNextEntry(new JarEntry("example/Both.class"));
            zip.write(Files.readAllBytes(classes.resolve("example/Both.class")));
            for (String service :
                    Stream.of(
                                    "dev.mayfly.kernel.plugin.EnginePlugin",
                                    "dev.mayfly.jobs.handler.JobPlugin")
                            .toList()) {
                zip.putNextEntry(new JarEntry("META-INF/services/" + service));
                zip.write("example.Both".getBytes());
            }
        }
    }
}
