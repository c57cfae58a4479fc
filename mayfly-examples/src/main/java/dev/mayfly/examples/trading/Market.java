package dev.mayfly.examples.trading;

import dev.mayfly.examples.trading.Message.Price;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Prices that walk at random, the same walk for the same seed. */
final class Market {

    static final List<String> SYMBOLS =
            List.of(
                    "MAY", "FLY", "NYMPH", "IMAGO", "DUN", "SPIN", "LARVA", "WING", "POND", "REED",
                    "BROOK", "TROUT");

    private static final long FIRST_PRICE = 10_000;
    private static final int LARGEST_STEP = 100;

    private final SplittableRandom random;
    private final long[] cents = new long[SYMBOLS.size()];
    private final int[] drift = new int[SYMBOLS.size()];

    Market(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < cents.length; i++) {
            cents[i] = FIRST_PRICE;
        }
    }

    /** The next price of each symbol. */
    List<Price> tick() {
        var prices = new ArrayList<Price>();
        for (int i = 0; i < cents.length; i++) {
            if (random.nextInt(10) == 0) {
                drift[i] = random.nextInt(-LARGEST_STEP / 2, LARGEST_STEP / 2 + 1);
            }
            cents[i] += drift[i] + random.nextInt(-LARGEST_STEP, LARGEST_STEP + 1);
            prices.add(new Price(SYMBOLS.get(i), cents[i]));
        }
        return prices;
    }
}
