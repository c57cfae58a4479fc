package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.MailboxFullException;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.capability.Tag;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.kernel.task.TaskCancelledException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Writes letters and keeps its side of the books. Thread rule: belongs to whatever sends, one
 * thread at a time; where it runs out of that, as in callbacks, it only uses the books.
 */
final class Sender {

    private static final Duration SOON = Duration.ofMillis(3);

    private final Village village;
    private final Books books;
    private final int number;
    private final Map<Long, Integer> numbers = new HashMap<>();

    Sender(Village village, int number) {
        this.village = village;
        this.books = village.books();
        this.number = number;
    }

    private Letter letter(
            AgentRef<Letter> to, Letter.Deed deed, @Nullable ReplyTo<Integer> replyTo) {
        int next = numbers.merge(to.id(), 1, Integer::sum);
        return new Letter(books.open(title(to, deed, replyTo)), number, next, deed, replyTo);
    }

    private static String title(
            AgentRef<Letter> to, Letter.Deed deed, @Nullable ReplyTo<Integer> replyTo) {
        return (replyTo == null ? "to do " + deed : "with a question") + " to " + to.name();
    }

    private static Letter.Deed deed(SplittableRandom random) {
        int drawn = random.nextInt(400);
        return switch (drawn) {
            case 0 -> Letter.Deed.STOP_ITSELF;
            case 1, 2, 3, 4 -> Letter.Deed.FAIL;
            case 5, 6 -> Letter.Deed.BEAR_A_CHILD;
            default ->
                    drawn < 30
                            ? Letter.Deed.PASS_ON
                            : drawn < 50 ? Letter.Deed.DAWDLE : Letter.Deed.NOTHING;
        };
    }

    void trySend(AgentRef<Letter> to, SplittableRandom random) {
        Letter letter = letter(to, deed(random), null);
        if (village.post().trySend(to, letter) == SendResult.FULL) {
            books.refused(letter);
        }
    }

    void send(AgentRef<Letter> to, SplittableRandom random) {
        Letter letter = letter(to, deed(random), null);
        try {
            to.send(Val.of(letter));
        } catch (MailboxFullException e) {
            books.refused(letter);
        } catch (TaskCancelledException e) {
            books.refused(letter);
            throw e;
        }
    }

    /** Asks and waits for the answer. Each question has one outcome, which is counted. */
    void askAndWait(AgentRef<Letter> to) throws InterruptedException {
        var asked = new Letter[1];
        village.count(Village.QUESTIONS);
        try {
            var _ =
                    to.<Integer>ask(
                            replyTo -> {
                                asked[0] = letter(to, Letter.Deed.NOTHING, replyTo);
                                return asked[0];
                            },
                            SOON);
            village.count(Village.OUTCOME + "ANSWERED");
        } catch (MailboxFullException e) {
            books.refused(asked[0]);
            village.count(Village.OUTCOME + "REFUSED");
        } catch (AskException e) {
            refusedIfFull(asked[0], e);
            village.count(Village.OUTCOME + e.reason());
        }
    }

    /** Whatever else the reason is, the question was sent, and is found elsewhere in the books. */
    private void refusedIfFull(Letter asked, AskException failure) {
        if (failure.reason() == AskException.Reason.FULL) {
            books.refused(asked);
        }
    }

    /** Asks and gets the outcome as another letter. */
    void ask(AgentRef<Letter> to, AgentContext<Letter> context) {
        var asked = new Letter[1];
        context.<Letter, Integer>ask(
                to,
                replyTo -> {
                    asked[0] = letter(to, Letter.Deed.NOTHING, replyTo);
                    return asked[0];
                },
                SOON,
                new AgentContext.Outcome<Integer, Val<Letter>>() {
                    @Override
                    public Val<Letter> answered(Integer answer) {
                        return notice();
                    }

                    @Override
                    public Val<Letter> failed(AskException failure) {
                        refusedIfFull(asked[0], failure);
                        return notice();
                    }
                });
    }

    /**
     * Sends the agent a letter of its own, later. Its page is opened when it is sent: until then
     * the agent may have ended, or the runtime.
     */
    void later(AgentContext<Letter> context, SplittableRandom random) {
        Duration delay = Duration.ofNanos(random.nextLong(SOON.toNanos()));
        var _ = context.after(delay, new Later(() -> of(books.open("a letter to itself"))));
        takeBack(context);
    }

    /** One that was taken back before its time must not come; after it, it may. */
    private void takeBack(AgentContext<Letter> context) {
        var inTime = new AtomicBoolean();
        long begin = System.nanoTime();
        Supplier<Letter> pen =
                () -> {
                    if (inTime.get()) {
                        books.fault("a letter came that was taken back");
                    }
                    return of(books.open("a letter that was taken back too late"));
                };
        context.after(SOON, new Later(pen)).run();
        inTime.set(System.nanoTime() - begin < SOON.toNanos());
    }

    private Letter of(int page) {
        return new Letter(page, number, 0, Letter.Deed.NOTHING, null);
    }

    /** Writes the letter when it is handed over. */
    private record Later(Supplier<Letter> pen) implements Tag<Letter> {

        @Override
        public Letter handOver() {
            return pen.get();
        }
    }

    void watch(AgentRef<Letter> other, AgentContext<Letter> context) {
        context.watch(other, end -> notice());
    }

    private Val<Letter> notice() {
        return Val.of(of(books.open("a notice")));
    }
}
