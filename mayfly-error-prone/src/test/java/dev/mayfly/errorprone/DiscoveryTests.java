package dev.mayfly.errorprone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.bugpatterns.BugChecker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** The check as users switch it on: by having it on the compiler's processor path. */
class DiscoveryTests {

    private static final String SENT_TWICE =
            """
            import dev.mayfly.agents.capability.*;
            class User {
                void use(Iso<String> iso) {
                    iso.take();
                    iso.take();
                }
            }
            """;

    @TempDir Path output;

    @Test
    void theCheckIsOfferedAsAService() {
        assertThat(ServiceLoader.load(BugChecker.class).stream())
                .extracting(ServiceLoader.Provider::type)
                .contains(IsoUsedAfterSend.class);
    }

    @Test
    void errorPronesPluginFindsItAndStopsTheCompilation() {
        assertThat(compile("-Xplugin:ErrorProne"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.getLineNumber()).isEqualTo(5);
                    assertThat(error.getMessage(Locale.ROOT))
                            .startsWith(
                                    "[IsoUsedAfterSend] iso may have been given away in line 4");
                });
    }

    @Test
    void itCanBeSwitchedOff() {
        assertThat(compile("-Xplugin:ErrorProne -Xep:IsoUsedAfterSend:OFF")).isEmpty();
    }

    private List<Diagnostic<? extends JavaFileObject>> compile(String plugin) {
        return Compiler.compile("User.java", SENT_TWICE, output, plugin).stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }
}
