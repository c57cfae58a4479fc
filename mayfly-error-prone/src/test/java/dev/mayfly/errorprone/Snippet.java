package dev.mayfly.errorprone;

import com.google.errorprone.CompilationTestHelper;
import com.google.errorprone.bugpatterns.BugChecker;

/** The body of a method that is handed an {@code Iso}, to be compiled with a check. */
final class Snippet {

    private static final String AROUND =
            """
            package outside;

            import dev.mayfly.agents.capability.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.function.*;

            abstract class User {

                interface Agent<M> {
                    Outcome send(Sendable<? extends M> message);
                    boolean trySend(Sendable<? extends M> message);
                    <S extends Sendable<? extends M>> void sendAll(String topic, S... messages);
                }

                interface Outcome extends AutoCloseable {
                    Outcome onOk(Runnable action);
                    Outcome onError(Runnable action);
                    @Override
                    void close();
                }

                sealed interface Answer permits Yes, No {}
                record Yes(int weight) implements Answer {}
                record No() implements Answer {}
                enum Colour { RED, GREEN }
                record Envelope(Sendable<?> content) {}
                record Kept(Iso<String> content) {}

                Agent<String> a;
                Agent<String> b;
                List<Agent<String>> agents;
                Iso<String> field;

                abstract boolean chance();
                abstract Answer answer();
                abstract Colour colour();
                abstract void work() throws Exception;
                abstract void log(String text, Object... values);
                abstract void look(Iso<String> iso);
                abstract Iso<String> next();

                %s use(Iso<String> iso) throws Exception {
            %s
                }
            }
            """;

    private Snippet() {}

    /**
     * Fails unless the check reports what the lines marked {@code BUG} say, and nothing else.
     *
     * @param check to compile with
     * @param body of a method that returns nothing
     */
    static void compile(Class<? extends BugChecker> check, String body) {
        compile(check, "void", body);
    }

    static void compile(Class<? extends BugChecker> check, String returnType, String body) {
        CompilationTestHelper.newInstance(check, Snippet.class)
                .addSourceLines("outside/User.java", AROUND.formatted(returnType, body).split("\n"))
                .doTest();
    }
}
