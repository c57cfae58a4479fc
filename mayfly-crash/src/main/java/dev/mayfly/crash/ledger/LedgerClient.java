package dev.mayfly.crash.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node's line to the ledger. A node that has lost it can prove nothing any more, and halts.
 *
 * <p>Thread rule: safe for use by any thread. Methods that wait for an answer do not heed an
 * interrupt.
 */
public final class LedgerClient {

    private static final int LEDGER_IS_GONE = 3;

    private final Socket socket;
    private final OutputStream out;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<String>> asked = new ConcurrentHashMap<>();

    /**
     * Connects.
     *
     * @param port the ledger's
     * @throws IOException if nobody listens there
     */
    public LedgerClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        Thread.ofPlatform().daemon().name("ledger-client").start(this::read);
        tell(Word.HELLO, ProcessHandle.current().pid());
    }

    /**
     * Says what is about to be submitted.
     *
     * @param tokens the payloads
     */
    public void intend(List<String> tokens) {
        var _ = ask(Word.INTEND, tokens.toArray());
    }

    /**
     * Says that submissions have returned.
     *
     * @param tokens the payloads
     * @param jobs the ids, in the same order
     */
    public void acknowledged(List<String> tokens, List<String> jobs) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i < tokens.size(); i++) {
            pairs.add(tokens.get(i));
            pairs.add(jobs.get(i));
        }
        var _ = ask(Word.ACKNOWLEDGED, pairs.toArray());
    }

    /**
     * Says that a handler begins.
     *
     * @param token the payload
     * @param job the id
     * @param epoch the fencing token
     * @param incarnation whose lease it is
     */
    public void begin(String token, String job, long epoch, long incarnation) {
        var _ = ask(Word.BEGIN, token, job, epoch, incarnation);
    }

    /**
     * Says that a handler leaves.
     *
     * @param job the id
     * @param epoch the fencing token
     * @param how done, failed or cancelled
     * @return the newest fencing token with which the job was begun
     */
    public long leave(String job, long epoch, String how) {
        return Long.parseLong(ask(Word.LEAVE, job, epoch, how));
    }

    /**
     * Says that the body of a step begins.
     *
     * @param job the id
     * @param epoch the fencing token
     * @param step its name
     */
    public void step(String job, long epoch, String step) {
        var _ = ask(Word.STEP, job, epoch, step);
    }

    /**
     * Says that a step has returned.
     *
     * @param job the id
     * @param epoch the fencing token
     * @param step its name
     * @param result what it returned
     */
    public void kept(String job, long epoch, String step, String result) {
        var _ = ask(Word.KEPT, job, epoch, step, result);
    }

    /**
     * Says that this process trusts its lease although somebody else has begun the job.
     *
     * @param job the id
     * @param epoch the fencing token
     * @param newest the other's
     */
    public void overlap(String job, long epoch, long newest) {
        var _ = ask(Word.OVERLAP, job, epoch, newest);
    }

    /**
     * Says that the store has moved a job on.
     *
     * @param job the id
     * @param epoch the fencing token of the run that is over
     * @param state where the job is now
     */
    public void settled(String job, long epoch, String state) {
        tell(Word.SETTLED, job, epoch, state);
    }

    /**
     * Says that the store has refused the outcome of a run.
     *
     * @param job the id
     * @param epoch the fencing token
     */
    public void rejected(String job, long epoch) {
        tell(Word.REJECTED, job, epoch);
    }

    /**
     * Says that everything is given up that was taken under an incarnation.
     *
     * @param incarnation which
     */
    public void fenced(long incarnation) {
        tell(Word.FENCED, incarnation);
    }

    /**
     * Says that a handle has completed.
     *
     * @param job the id
     * @param state what it completed with
     */
    public void told(String job, String state) {
        tell(Word.TOLD, job, state);
    }

    /**
     * Says that a handle has not completed although everything has ended.
     *
     * @param job the id
     */
    public void untold(String job) {
        var _ = ask(Word.UNTOLD, job);
    }

    /**
     * Says how this node is.
     *
     * @param live how many jobs the store counts that have not ended
     * @param submitting whether submissions are under way
     * @return what to do
     */
    public Ledger.Command status(long live, boolean submitting) {
        return Ledger.Command.valueOf(ask(Word.STATUS, live, submitting));
    }

    private String ask(Word word, Object... fields) {
        long number = numbers.incrementAndGet();
        var answer = new CompletableFuture<String>();
        asked.put(number, answer);
        send(number, word, fields);
        return answer.join();
    }

    private void tell(Word word, Object... fields) {
        send(0, word, fields);
    }

    private void send(long number, Word word, Object... fields) {
        var line = new StringBuilder().append(number).append('\t').append(word);
        for (Object field : fields) {
            line.append('\t').append(field);
        }
        byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            try {
                out.write(bytes);
            } catch (IOException e) {
                Runtime.getRuntime().halt(LEDGER_IS_GONE);
            }
        }
    }

    private void read() {
        try (var in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int tab = line.indexOf('\t');
                CompletableFuture<String> answer =
                        asked.remove(Long.parseLong(line.substring(0, tab)));
                if (answer != null) {
                    answer.complete(line.substring(tab + 1));
                }
            }
        } catch (IOException e) {
            // As if it had ended.
        }
        Runtime.getRuntime().halt(LEDGER_IS_GONE);
    }
}
