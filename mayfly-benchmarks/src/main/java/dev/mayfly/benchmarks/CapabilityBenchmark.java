package dev.mayfly.benchmarks;

import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.benchmarks.report.LeftOut;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the checks of capabilities cost a message, its making included: proving that it cannot be
 * changed, and giving it away once. Bare are the makings alone. Run without assertions, as
 * applications do: with them each use of an {@code Iso} keeps a stack trace.
 */
@LeftOut(peer = "pekko, jobrunr, db-scheduler, quartz", because = "they send what they are given")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CapabilityBenchmark {

    /** Of a closed type: proved once, for all its values. */
    public record Quote(String symbol, long cents) {}

    /** Each number may be of a subclass of {@code BigDecimal}, so each is looked at. */
    public record Price(String symbol, BigDecimal amount) {}

    /** The list may be any, so each is looked at, and what is in it. */
    public record Basket(String owner, List<Quote> quotes) {}

    private String symbol = "";
    private long cents;
    private BigDecimal amount = BigDecimal.ZERO;
    private List<Quote> quotes = List.of();

    /** Makes what messages are made of. */
    @Setup(Level.Trial)
    public void prepare() {
        symbol = "MAY";
        cents = 1250;
        amount = new BigDecimal("12.50");
        quotes = List.of(new Quote("A", 1), new Quote("B", 2), new Quote("C", 3));
    }

    /** A record of a text and a number, unproved. */
    @Benchmark
    public Object bareQuote() {
        return new Quote(symbol, cents);
    }

    /** A record of a text and a number. */
    @Benchmark
    public Object valOfQuote() {
        return Val.of(new Quote(symbol, cents));
    }

    /** A record of a text and a number of a class that is not final. */
    @Benchmark
    public Object valOfPrice() {
        return Val.of(new Price(symbol, amount));
    }

    /** A record that holds a list of three, unproved. */
    @Benchmark
    public Object bareBasket() {
        return new Basket(symbol, quotes);
    }

    /** A record that holds a list of three. */
    @Benchmark
    public Object valOfBasket() {
        return Val.of(new Basket(symbol, quotes));
    }

    /** Giving away and taking, on one thread. */
    @Benchmark
    public Object isoOfAndTake() {
        return Iso.of(new Quote(symbol, cents)).take();
    }
}
