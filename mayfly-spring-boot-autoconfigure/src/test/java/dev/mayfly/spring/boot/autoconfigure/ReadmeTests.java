package dev.mayfly.spring.boot.autoconfigure;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What the README shows is compiled, configured and run as it is written there. */
@Tag("either-mode")
class ReadmeTests {

    /** What an editor would add; the README leaves it out to stay short. */
    private static final String IMPORTS =
            """
            package example;
            import dev.mayfly.agents.agent.AgentContext;
            import dev.mayfly.agents.agent.AgentHandler;
            import dev.mayfly.agents.agent.AgentRef;
            import dev.mayfly.agents.agent.ReplyTo;
            import dev.mayfly.jobs.handler.JobContext;
            import dev.mayfly.jobs.handler.JobHandle;
            import dev.mayfly.spring.Mayfly;
            import dev.mayfly.spring.MayflyAgent;
            import dev.mayfly.spring.MayflyJob;
            import java.time.Duration;
            import java.util.HashMap;
            import java.util.Map;
            import org.springframework.beans.factory.annotation.Qualifier;
            import org.springframework.stereotype.Component;
            """;

    @TempDir Path classes;

    private static String readme() {
        try {
            return Files.readString(Path.of("..", "README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException("the tests run in the module's folder", e);
        }
    }

    private static List<String> blocks(String text, String language) {
        return Pattern.compile(
                        "^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private void compile(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///example/Readme.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return IMPORTS + source;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-parameters",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString());
        boolean compiled =
                compiler.getTask(complaints, null, null, options, null, List.of(file)).call();
        assertThat(compiled).as("the README's example: %s", complaints).isTrue();
    }

    private static List<PropertySource<?>> yaml(String block) {
        try {
            return new YamlPropertySourceLoader()
                    .load(
                            "README.md",
                            new ByteArrayResource(block.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theExampleCompilesItsConfigurationBindsAndTheJobRuns() throws Exception {
        List<String> java = blocks(readme(), "java");
        List<String> yaml = blocks(readme(), "yaml");
        assertThat(java).hasSize(2);
        assertThat(yaml).hasSize(1);
        compile(java.getFirst());
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> billing = loader.loadClass("example.Billing");
            Class<?> shop = loader.loadClass("example.Shop");
            Constructor<?> order =
                    loader.loadClass("example.Order")
                            .getDeclaredConstructor(String.class, int.class);
            order.setAccessible(true);
            Method checkout = shop.getDeclaredMethod("checkout", order.getDeclaringClass());
            checkout.setAccessible(true);
            Runners.jobs()
                    .withClassLoader(loader)
                    .withInitializer(context -> {
                        yaml(yaml.getFirst())
                                .forEach(context.getEnvironment().getPropertySources()::addLast);
                        new AnnotatedBeanDefinitionReader((GenericApplicationContext) context)
                                .register(billing, shop);
                    })
                    .run(context -> {
                        assertThat(context).hasNotFailed().hasSingleBean(Mayfly.class);
                        QueueSnapshot queue = billingQueue(context.getBean(Scheduler.class));
                        assertThat(queue.concurrency()).isEqualTo(4);
                        assertThat(queue.priority()).isEqualTo(5);
                        assertThat(context.getBean(Jobs.class).registry().names())
                                .containsExactly("bill", "close-of-day");
                        Object sold = order.newInstance("17", 250);
                        var handle = (JobHandle<?>) checkout.invoke(context.getBean(shop), sold);
                        assertThat(handle.await(LIMIT)).hasToString("Invoice[number=INV-17]");
                    });
        }
    }

    @Test
    void theAgentCompilesAndAnswersTheBeanThatItsAddressIsInjectedInto() throws Exception {
        compile(blocks(readme(), "java").getLast());
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> stock = loader.loadClass("example.Stock");
            Class<?> till = loader.loadClass("example.Till");
            Method sell = till.getDeclaredMethod("sell", String.class);
            sell.setAccessible(true);
            Runners.agents()
                    .withClassLoader(loader)
                    .withInitializer(context ->
                            new AnnotatedBeanDefinitionReader((GenericApplicationContext) context)
                                    .register(stock, till))
                    .run(context -> {
                        assertThat(sell.invoke(context.getBean(till), "tea")).isEqualTo(2);
                        assertThat(sell.invoke(context.getBean(till), "tea")).isEqualTo(1);
                    });
        }
    }

    private static QueueSnapshot billingQueue(Scheduler scheduler) {
        return scheduler.snapshot().queues().stream()
                .filter(queue -> queue.name().equals("billing"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anExampleThatDoesNotCompileIsFound() {
        String broken =
                blocks(readme(), "java").getFirst().replace("billing::bill", "billing::bil");
        assertThatThrownBy(() -> compile(broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bil");
    }

    @Test
    void aConfigurationThatDoesNotBindIsFound() {
        String block = blocks(readme(), "yaml").getFirst();
        Matcher key = Pattern.compile("concurrency").matcher(block);
        String broken = key.replaceFirst("concurency");
        Runners.jobs()
                .withInitializer(context ->
                        yaml(broken)
                                .forEach(context.getEnvironment().getPropertySources()::addLast))
                .run(context ->
                        assertThat(context).getFailure().hasMessageContaining("concurency"));
    }
}
