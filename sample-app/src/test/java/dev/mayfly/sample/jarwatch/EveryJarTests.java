package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.sample.jarwatch.inspect.TestJar;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Jarwatch told to ask jdeps about every jar. */
@TestPropertySource(properties = "jarwatch.jdeps=every")
class EveryJarTests extends RunningJarwatch {

    @Test
    void alsoAJarWithoutFindingsIsShownToJdepsAndTheAuditSaysHowMany() throws Exception {
        Path plain = new TestJar().calling("a.A", code -> {}).write(folder.resolve("a-1.0.jar"));
        Path risky =
                new TestJar()
                        .calling("b.B", code -> TestJar.invoke(code, "sun.misc.Unsafe", "park"))
                        .write(folder.resolve("b-1.0.jar"));

        String audit = audit(folder);
        awaitState(idOf(audit), JobState.SUCCEEDED);

        for (Path jar : List.of(plain, risky)) {
            String file = URLEncoder.encode(jar.toRealPath().toString(), StandardCharsets.UTF_8);
            assertThat(page(audit + "/jar?file=" + file))
                    .contains("Risk by the rule")
                    .contains(
                            jar.equals(plain)
                                    ? "jdeps finds</dt><dd>no internals of the JDK"
                                    : "jdeps finds</dt><dd>1 use of internals of the JDK");
        }
        assertThat(job(idOf(audit)).progress().message()).contains("2 asked of jdeps");
    }
}
