package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.mail.KotlinMail;
import dev.mayfly.benchmarks.mail.Mail;
import dev.mayfly.benchmarks.mail.QueueMail;
import dev.mayfly.benchmarks.mail.ReactorMail;
import dev.mayfly.benchmarks.mail.TypedPekko;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

import java.util.List;

/** Those who send messages, by the names of peers. */
final class Mails {

    /** All there are. */
    static final List<String> NAMES =
            List.of(
                    "mayfly",
                    "mayfly-portable",
                    "mayfly-body",
                    "pekko-typed",
                    "kotlin-channel",
                    "reactor-sink",
                    "linked-queue",
                    "array-queue",
                    "parking-queue");

    private Mails() {}

    static Mail start(String peer) {
        return switch (peer) {
            case "mayfly" -> AgentMail.handlers(CoroutineMode.OWNED);
            case "mayfly-portable" -> AgentMail.handlers(CoroutineMode.PORTABLE);
            case "mayfly-body" -> AgentMail.bodies(CoroutineMode.OWNED);
            case "pekko-typed" -> new TypedPekko();
            case "kotlin-channel" -> new KotlinMail();
            case "reactor-sink" -> new ReactorMail();
            case "linked-queue" -> QueueMail.linked();
            case "array-queue" -> QueueMail.array();
            case "parking-queue" -> QueueMail.parking();
            default -> throw new IllegalArgumentException("no such peer: " + peer);
        };
    }
}
