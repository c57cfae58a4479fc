package dev.mayfly.examples.consensus;

import dev.mayfly.agents.primitive.quorum.Threshold;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What is tried: ten nodes, the first few of which are faulty.
 *
 * @param threshold how many must agree, and how many liars that is made for
 * @param echo whether nodes are asked what others told them
 * @param behaviour what the faulty do
 * @param faulty how many there are
 * @param coordinators who asks; with two of them the honest are divided, too
 * @param lesson what it shows
 */
record Scenario(
        Threshold threshold,
        boolean echo,
        Behaviour behaviour,
        int faulty,
        List<String> coordinators,
        String lesson) {

    static final int NODES = 10;

    private static final Threshold MAJORITY = Threshold.majority(NODES);
    private static final Threshold SUPER_MAJORITY = Threshold.superMajority(NODES);
    private static final Threshold BYZANTINE = Threshold.byzantine(NODES);
    private static final List<String> ONE = List.of(Council.ALICE);
    private static final List<String> TWO = List.of(Council.ALICE, Council.BOB);

    /** Each fault as often as the theory allows, and once more. */
    static final List<Scenario> ALL =
            List.of(
                    plain(MAJORITY, Behaviour.HONEST, 0, "6 are enough; the rest is not awaited"),
                    plain(MAJORITY, Behaviour.SILENT, 4, "a majority bears 4 that keep silent"),
                    plain(MAJORITY, Behaviour.SILENT, 5, "one more: nothing can be decided"),
                    plain(SUPER_MAJORITY, Behaviour.LIAR, 3, "7 honest nodes outvote 3 liars"),
                    plain(SUPER_MAJORITY, Behaviour.LIAR, 4, "one more: 6 cannot be 7"),
                    plain(SUPER_MAJORITY, Behaviour.DELAYER, 3, "the slow are not awaited"),
                    plain(SUPER_MAJORITY, Behaviour.DELAYER, 4, "one more: the time is up"),
                    echo(Behaviour.EQUIVOCATOR, 3, "4 witnesses against each convict it"),
                    echo(Behaviour.EQUIVOCATOR, 4, "one more: 3 witnesses are too few to convict"),
                    echo(Behaviour.FALSE_WITNESS, 3, "3 false witnesses convict nobody"),
                    echo(Behaviour.FALSE_WITNESS, 4, "one more: the innocent n10 is convicted"),
                    divided(3, "at most one of two counts can reach 7"),
                    divided(4, "one more: TWO DECISIONS, and the votes show who did it"));

    private static Scenario plain(Threshold threshold, Behaviour what, int faulty, String lesson) {
        return new Scenario(threshold, false, what, faulty, ONE, lesson);
    }

    private static Scenario echo(Behaviour behaviour, int faulty, String lesson) {
        return new Scenario(BYZANTINE, true, behaviour, faulty, ONE, lesson);
    }

    private static Scenario divided(int faulty, String lesson) {
        return new Scenario(BYZANTINE, false, Behaviour.EQUIVOCATOR, faulty, TWO, lesson);
    }

    Behaviour behaviourOf(int node) {
        return node <= faulty ? behaviour : Behaviour.HONEST;
    }

    /** All think the same, but where two coordinators ask: there every other node does. */
    Choice opinionOf(int node) {
        boolean other = coordinators.size() > 1 && (node - faulty) % 2 == 0;
        return other ? Choice.ABORT : Choice.COMMIT;
    }

    /** The names of the faulty. */
    Set<String> guilty() {
        var names = new TreeSet<String>();
        IntStream.rangeClosed(1, faulty).forEach(node -> names.add("n" + node));
        return names;
    }

    String title() {
        String how =
                echo
                        ? "byzantine with echo"
                        : threshold.equals(MAJORITY)
                                ? "majority"
                                : threshold.equals(BYZANTINE) ? "byzantine" : "super-majority";
        String who = faulty == 0 ? "all are honest" : faulty + " " + behaviour.description();
        return how
                + ", "
                + threshold.agreeing()
                + " of 10 must agree; "
                + who
                + (coordinators.size() > 1 ? ", opinions are divided, Alice and Bob ask" : "");
    }
}
