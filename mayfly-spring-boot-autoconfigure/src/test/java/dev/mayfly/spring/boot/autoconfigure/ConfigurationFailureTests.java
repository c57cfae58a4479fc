package dev.mayfly.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.nio.file.Path;

/** Reads what an application prints that was configured wrongly, as somebody who has to fix it. */
@Tag("either-mode")
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationFailureTests {

    @TempDir Path folder;

    private String printed(CapturedOutput output, String yaml) throws IOException {
        return FailedStart.withYaml(output, folder, yaml);
    }

    @Test
    void mistypedKeyIsNamedWithItsValueItsLineAndTheKeyThatWasMeant(CapturedOutput output)
            throws IOException {
        String text =
                printed(
                        output,
                        """
                        mayfly:
                          queues:
                            mail:
                              concurency: 4
                        """);
        assertThat(text)
                .contains("Mayfly does not know the key 'mayfly.queues.mail.concurency'")
                .contains("Value:  4")
                .contains("application.yml] - 4:19")
                .contains("Did you mean 'mayfly.queues.mail.concurrency'?")
                .contains(
                        "At that place there are: concurrency, engine, global-concurrency,"
                                + " key-concurrency, key-order, paused, priority, rate.");
    }

    @Test
    void mistypedGroupIsNamedWithTheGroupThatWasMeant(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.queue.mail.concurrency: 4"))
                .contains("'mayfly.queue.mail.concurrency'")
                .contains("Did you mean 'mayfly.queues.mail.concurrency'?");
    }

    @Test
    void valueInPlaceOfAGroupIsRefusedWithTheKeysBelow(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.queues.mail: 4"))
                .contains("Key:    mayfly.queues.mail")
                .contains("It is a group, not a value.")
                .contains(
                        "Below it there are: concurrency, engine, global-concurrency,"
                                + " key-concurrency, key-order, paused, priority, rate.");
    }

    @Test
    void everyUnknownKeyIsNamedAtOnce(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.retry.attempts: 3\nmayfly.concurrency: 2\n"))
                .contains("'mayfly.retry.attempts'")
                .contains("'mayfly.concurrency'")
                .contains("Did you mean 'mayfly.retry.max-attempts'?");
    }

    @Test
    void valueOfUnknownKeyThatMayBeSecretIsNotPrinted(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.store.password: hunter2"))
                .contains("'mayfly.store.password'")
                .contains("******")
                .doesNotContain("hunter2");
    }

    @Test
    void unknownEngineIsNamedWithThoseThereAre(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.queues.mail.engine: corutine"))
                .contains("There is no engine \"corutine\"")
                .contains("Key:    mayfly.queues.mail.engine")
                .contains("application.yml] - 1:28")
                .contains("Did you mean \"coroutine\"? Engines are: async, coroutine,");
    }

    @Test
    void negativeConcurrencyIsRefusedWithTheWayToStopAQueue(CapturedOutput output)
            throws IOException {
        assertThat(printed(output, "mayfly.queues.mail.concurrency: -1"))
                .contains("Key:    mayfly.queues.mail.concurrency")
                .contains("Value:  -1")
                .contains("Write 1 or more")
                .contains("mayfly.queues.mail.paused=true");
    }

    @Test
    void textInPlaceOfANumberIsNamedWithKeyAndLine(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.queues.mail.concurrency: many"))
                .contains("mayfly.queues.mail.concurrency")
                .contains("\"many\"")
                .contains("application.yml] - 1:33");
    }

    @Test
    void unknownTypeOfEngineIsNamedWithTheTypesThereAre(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.engines.cpu.type: treaded"))
                .contains("mayfly.engines.cpu.type")
                .contains("\"treaded\"")
                .containsIgnoringCase("THREADED");
    }

    @Test
    void engineWithoutTypeIsRefused(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.engines.cpu.parallelism: 2"))
                .contains("The engine \"cpu\" has no type.")
                .contains("Set mayfly.engines.cpu.type to coroutine, threaded, async,");
    }

    @Test
    void builtInEngineKeepsItsType(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.engines.coroutine.type: threaded"))
                .contains("The engine \"coroutine\" always exists and has another type.");
    }

    @Test
    void defaultQueueThatIsNotConfiguredIsNamedWithThoseThereAre(CapturedOutput output)
            throws IOException {
        assertThat(
                        printed(
                                output,
                                "mayfly.defaults.queue: mails\nmayfly.queues.mail.priority: 5\n"))
                .contains("There is no queue \"mails\"")
                .contains("Queues are: default, mail");
    }

    private static final String ALL_WRONG =
            """
            mayfly:
              queues:
                mail:
                  priority: 99
                system:
                  priority: 5
              engines:
                threaded:
                  parallelism: 0
              defaults:
                timeout: 0s
                priority: 0
              retry:
                max-attempts: 0
                initial-delay: -1s
                multiplier: 0.5
                max-delay: -5s
                jitter: 2
              shutdown:
                timeout: -1s
              node-name: " "
            """;

    @Test
    void everyValueThatCannotWorkIsNamedAtOnce(CapturedOutput output) throws IOException {
        assertThat(printed(output, ALL_WRONG))
                .contains("There is no priority 99.")
                .contains("The queue name \"system\" belongs to the kernel.")
                .contains("Key:    mayfly.engines.threaded.parallelism")
                .contains("Key:    mayfly.defaults.timeout")
                .contains("There is no priority 0.")
                .contains("Key:    mayfly.retry.max-attempts")
                .contains("Key:    mayfly.retry.initial-delay")
                .contains("Key:    mayfly.retry.multiplier")
                .contains("Key:    mayfly.retry.max-delay")
                .contains("Key:    mayfly.retry.jitter")
                .contains("Key:    mayfly.shutdown.timeout")
                .contains("Key:    mayfly.node-name");
    }

    @Test
    void longestWaitBelowTheFirstOneIsRefused(CapturedOutput output) throws IOException {
        assertThat(printed(output, "mayfly.retry.initial-delay: 10s\nmayfly.retry.max-delay: 1s\n"))
                .contains("The longest wait is shorter than the first one, PT10S.")
                .contains("Raise mayfly.retry.max-delay");
    }
}
