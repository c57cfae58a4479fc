package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.ReplyTo;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What an agent does in both styles. It outlives restarts, so that order is held across them, and
 * sees if two turns meet.
 *
 * <p>Thread rule: belongs to its agent's turns.
 */
final class Receiver implements AgentHandler<Letter> {

    private static final long DAWDLE_NANOS = 200_000;
    private static final int PASSED_ON = 4;

    private final Village village;
    private final int self;
    private final SplittableRandom random;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Map<Integer, Integer> latest = new HashMap<>();
    private @Nullable Sender own;

    Receiver(Village village, int self, SplittableRandom random) {
        this.village = village;
        this.self = self;
        this.random = random;
    }

    /** The same as a body. */
    AgentBody<Letter> body() {
        return mailbox -> {
            while (true) {
                Letter letter = mailbox.receive();
                onMessage(letter, mailbox);
            }
        };
    }

    @Override
    public void onMessage(Letter letter, AgentContext<Letter> context) {
        if (!busy.compareAndSet(false, true)) {
            village.books().fault("two turns of receiver " + self + " at once");
        }
        try {
            village.books().handled(letter);
            checkOrder(letter);
            ReplyTo<Integer> replyTo = letter.replyTo();
            if (replyTo != null && random.nextInt(4) != 0) {
                var _ = replyTo.tell(letter.id());
            }
            act(letter.deed(), context);
        } finally {
            busy.set(false);
        }
    }

    private void checkOrder(Letter letter) {
        if (letter.number() == 0) {
            return;
        }
        Integer before = latest.put(letter.sender(), letter.number());
        if (before != null && before >= letter.number()) {
            village.books()
                    .fault(
                            "receiver %d got %d of sender %d after %d"
                                    .formatted(self, letter.number(), letter.sender(), before));
        }
    }

    private void act(Letter.Deed deed, AgentContext<Letter> context) {
        switch (deed) {
            case NOTHING -> {}
            case DAWDLE -> LockSupport.parkNanos(DAWDLE_NANOS);
            case FAIL -> throw new Wanted();
            case BEAR_A_CHILD -> bear(context);
            case PASS_ON -> passOn(context);
            case STOP_ITSELF -> context.stop();
        }
    }

    private void bear(AgentContext<Letter> context) {
        try {
            village.add(context.spawn(village.spec(random.split())));
        } catch (IllegalStateException e) {
            village.count("children refused"); // it is about to end
        }
    }

    private void passOn(AgentContext<Letter> context) {
        Sender sender = own;
        if (sender == null) {
            sender = village.sender();
            own = sender;
        }
        for (int i = 0; i < PASSED_ON; i++) {
            AgentRef<Letter> other = village.anyone(random);
            switch (random.nextInt(6)) {
                case 0 -> sender.ask(other, context);
                case 1 -> sender.watch(other, context);
                case 2 -> sender.send(other, random); // a handler is refused where others wait
                case 3 -> sender.later(context, random);
                default -> sender.trySend(other, random);
            }
        }
    }

    /** A failure that was asked for. */
    static final class Wanted extends RuntimeException {

        @java.io.Serial private static final long serialVersionUID = 1;

        Wanted() {
            super("wanted", null, false, false);
        }
    }
}
