package dev.mayfly.agents.capability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What the compiler accepts and refuses, as a user outside this package meets it. */
class CapabilityCompilationTests {

    private static final String PACKAGE = Ref.class.getPackageName() + ".";
    private static final String INCOMPATIBLE_TYPES = "compiler.err.prob.found.req";
    private static final String NOT_PERMITTED = "compiler.err.cant.inherit.from.sealed";
    private static final String FINAL = "compiler.err.cant.inherit.from.final";

    /** What sends, as the reference to an agent does. */
    private static final String SENDER =
            """
            interface Sender<M> {
                void send(Sendable<? extends M> message);
            }
            class Local {
                final Ref<String> totals = Ref.of("a");
            }
            record Name(String text) implements Tag<Name> {
                @Override
                public Name handOver() {
                    return this;
                }
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"Iso.of(\"a\")", "Val.of(\"a\")"})
    void whatCanBeSentCompiles(String message) {
        assertThat(send("CharSequence", message)).isEmpty();
        assertThat(send("Object", message)).isEmpty();
    }

    @Test
    void aTagCanBeMadeOutsideAndSent() {
        assertThat(send("Name", "new Name(\"a\")")).isEmpty();
    }

    @Test
    void aCopyOfARefCanBeSent() {
        assertThat(send("String", "Ref.of(\"a\").copy(text -> text)")).isEmpty();
    }

    @Test
    void sendingARefDoesNotCompile() {
        assertThat(send("String", "new Local().totals"))
                .singleElement()
                .satisfies(CapabilityCompilationTests::isTypeErrorOfTheArgument)
                .extracting(error -> error.getMessage(Locale.ROOT).replace(PACKAGE, ""))
                .isEqualTo(
                        "incompatible types: Ref<java.lang.String> cannot be converted to"
                                + " Sendable<? extends java.lang.String>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask", "askLater"})
    void aQuestionCarriesAnIsoAndNoRef(String ask) {
        assertThat(compile(carrying(ask, "Iso.of(\"a\")"))).isEmpty();
        assertThat(compile(carrying(ask, "Ref.of(\"a\")")))
                .singleElement()
                .extracting(error -> error.getMessage(Locale.ROOT))
                .asString()
                .contains("Ref", "Sendable");
    }

    private static String carrying(String ask, String content) {
        return """
        class User {
            record Write(String page, dev.mayfly.agents.agent.ReplyTo<Integer> replyTo) {}
            void use(dev.mayfly.agents.agent.AgentRef<Write> writer) throws Exception {
                Object answer = writer.%s(%s, Write::new, java.time.Duration.ofSeconds(1));
            }
        }
        """
                .formatted(ask, content);
    }

    @Test
    void sendingABareValueDoesNotCompile() {
        assertThat(send("String", "\"a\""))
                .singleElement()
                .satisfies(CapabilityCompilationTests::isTypeErrorOfTheArgument);
    }

    @Test
    void sendingWhatTheReceiverDoesNotTakeDoesNotCompile() {
        assertThat(send("Integer", "Val.of(\"a\")"))
                .singleElement()
                .satisfies(CapabilityCompilationTests::isTypeErrorOfTheArgument);
    }

    @Test
    void nobodyElseCanImplementSendable() {
        assertThat(
                        compile(
                                """
                                final class Forged implements Sendable<String> {
                                    @Override
                                    public String handOver() {
                                        return "a";
                                    }
                                }
                                """))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.getCode()).isEqualTo(NOT_PERMITTED);
                    assertThat(error.getMessage(Locale.ROOT))
                            .contains(
                                    "not allowed to extend sealed class: "
                                            + Sendable.class.getName());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Iso", "Val", "Ref"})
    void nobodyCanExtendAKind(String kind) {
        assertThat(compile("class Forged extends " + kind + "<String> {}"))
                .isNotEmpty()
                .first()
                .extracting(Diagnostic::getCode)
                .isEqualTo(FINAL);
    }

    @Test
    void aSwitchOverTheKindsIsCompleteWithoutADefault() {
        assertThat(
                        compile(
                                """
                                class Kinds {
                                    String kind(Sendable<?> message) {
                                        return switch (message) {
                                            case Iso<?> iso -> "iso";
                                            case Val<?> val -> "val";
                                            case Tag<?> tag -> "tag";
                                        };
                                    }
                                }
                                """))
                .isEmpty();
    }

    /** The fault: what sends takes anything. The check must see that a Ref then compiles. */
    @Test
    void aPlantedSenderThatTakesAnythingIsFound() {
        String careless = SENDER.replace("Sendable<? extends M> message", "Object message");
        assertThat(careless).isNotEqualTo(SENDER);
        assertThat(compile(careless + user("String", "Ref.of(\"a\")"))).isEmpty();
    }

    private static void isTypeErrorOfTheArgument(Diagnostic<?> error) {
        assertThat(error.getCode()).isEqualTo(INCOMPATIBLE_TYPES);
    }

    private static List<Diagnostic<? extends JavaFileObject>> send(String type, String message) {
        return compile(SENDER + user(type, message));
    }

    private static String user(String type, String message) {
        return """
        class User {
            void use(Sender<%s> sender) {
                sender.send(%s);
            }
        }
        """
                .formatted(type, message);
    }

    private static List<Diagnostic<? extends JavaFileObject>> compile(String types) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///outside/Outside.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return "package outside;\nimport dev.mayfly.agents.capability.*;\n" + types;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        // Up to the type checks and no further, so that nothing is written.
                        "--should-stop=ifNoError=FLOW");
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }
}
