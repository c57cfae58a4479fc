package dev.mayfly.examples.trading;

/** What an analyst makes of the last prices of a symbol. */
enum Strategy {

    /** What rises will rise. */
    MOMENTUM {
        @Override
        long view(long[] last) {
            return last[NEWEST] - last[NEWEST - 3];
        }
    },

    /** What rises will fall. */
    REVERSAL {
        @Override
        long view(long[] last) {
            return (mean(last) - last[NEWEST]) * 3 / 2;
        }
    },

    /** What is higher than ever will go on. */
    BREAKOUT {
        @Override
        long view(long[] last) {
            long high = Long.MIN_VALUE;
            long low = Long.MAX_VALUE;
            for (int i = 0; i < NEWEST; i++) {
                high = Math.max(high, last[i]);
                low = Math.min(low, last[i]);
            }
            return 4 * (Math.max(0, last[NEWEST] - high) + Math.min(0, last[NEWEST] - low));
        }
    },

    /** What has risen for long will rise. */
    TREND {
        @Override
        long view(long[] last) {
            return (last[NEWEST] - last[0]) * 2 / 3;
        }
    },

    /** Both momentum and trend must say so. */
    CAREFUL {
        @Override
        long view(long[] last) {
            long one = MOMENTUM.view(last);
            long other = TREND.view(last);
            if (Long.signum(one) != Long.signum(other)) {
                return 0;
            }
            return Math.abs(one) < Math.abs(other) ? one : other;
        }
    };

    /** How many prices it looks at. */
    static final int PRICES = 8;

    private static final int NEWEST = PRICES - 1;

    /** How many cents of a view make a lot. */
    private static final long CENTS_A_LOT = 20;

    private static final long SMALLEST_VIEW = 200;
    private static final int MOST_LOTS = 25;

    /** How many cents it expects, less than zero for a fall. */
    abstract long view(long[] last);

    /** How many lots to buy, less than zero to sell, zero to do nothing. */
    final int lots(long[] last) {
        long view = view(last);
        if (Math.abs(view) < SMALLEST_VIEW) {
            return 0;
        }
        return Math.clamp(view / CENTS_A_LOT, -MOST_LOTS, MOST_LOTS);
    }

    private static long mean(long[] last) {
        long sum = 0;
        for (long price : last) {
            sum += price;
        }
        return sum / last.length;
    }
}
