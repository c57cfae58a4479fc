package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.supervise.ChildSpec.Restart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A tree and what goes wrong in it, as data that Mayfly and Erlang both run. */
record Script(Node tree, List<Event> events) {

    sealed interface Node {

        String id();

        String erlang();
    }

    record Sup(
            String id,
            RestartStrategy strategy,
            int intensity,
            int period,
            AutoShutdown auto,
            Restart restart,
            boolean significant,
            List<Node> children)
            implements Node {

        Sup with(List<Node> others) {
            return new Sup(id, strategy, intensity, period, auto, restart, significant, others);
        }

        Sup with(RestartStrategy other) {
            return new Sup(id, other, intensity, period, auto, restart, significant, children);
        }

        Sup within(int restarts, int seconds) {
            return new Sup(id, strategy, restarts, seconds, auto, restart, significant, children);
        }

        Sup with(AutoShutdown other) {
            return new Sup(id, strategy, intensity, period, other, restart, significant, children);
        }

        @Override
        public String erlang() {
            return "{sup,%s,%s,%d,%d,%s,%s,%s,[%s]}"
                    .formatted(
                            id,
                            lower(strategy),
                            intensity,
                            period,
                            lower(auto),
                            lower(restart),
                            significant,
                            children.stream().map(Node::erlang).collect(Collectors.joining(",")));
        }
    }

    /** A worker whose starts of these numbers, from 1, fail. */
    record Worker(
            String id, Restart restart, boolean brutal, boolean significant, List<Integer> fails)
            implements Node {
        @Override
        public String erlang() {
            return "{worker,%s,%s,%s,%s,%s}"
                    .formatted(
                            id,
                            lower(restart),
                            brutal ? "brutal_kill" : "5000",
                            significant,
                            fails);
        }
    }

    /** A supervisor of dynamic children, at the top only. */
    record Dynamic(String id, int intensity, int period, Restart restart, List<String> children)
            implements Node {
        @Override
        public String erlang() {
            return "{dynamic,%s,%d,%d,%s,[%s]}"
                    .formatted(id, intensity, period, lower(restart), String.join(",", children));
        }
    }

    enum How {
        NORMAL,
        SHUTDOWN,
        ABNORMAL,
        KILLED
    }

    record Event(int second, String id, How how) {}

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    String erlang(int number) {
        String list =
                events.stream()
                        .map(e -> "{%d,%s,%s}".formatted(e.second(), e.id(), lower(e.how())))
                        .collect(Collectors.joining(","));
        return "{%d,%s,[%s]}.".formatted(number, tree.erlang(), list);
    }

    // ---- generating

    static Script random(long seed) {
        // Random's first draws are alike for neighbouring seeds.
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        var ids = new ArrayList<String>();
        Node tree;
        if (random.nextInt(8) == 0) {
            List<String> children =
                    IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> "w" + i).toList();
            ids.addAll(children);
            tree =
                    new Dynamic(
                            "top",
                            random.nextInt(4),
                            1 + random.nextInt(4),
                            pick(random, Restart.values()),
                            children);
        } else {
            tree = sup(random, "top", 0, false, ids);
        }
        List<Event> events = new ArrayList<>();
        int second = 0;
        for (int i = 2 + random.nextInt(6); i > 0 && !ids.isEmpty(); i--) {
            second = Math.min(5, second + (random.nextBoolean() ? 0 : random.nextInt(3)));
            String id = ids.get(random.nextInt(ids.size()));
            events.add(new Event(second, id, pick(random, How.values())));
        }
        return new Script(tree, List.copyOf(events));
    }

    private static Sup sup(
            Random random, String id, int depth, boolean mayMatter, List<String> workers) {
        AutoShutdown auto =
                random.nextInt(3) > 0 ? AutoShutdown.NEVER : pick(random, AutoShutdown.values());
        boolean may = auto != AutoShutdown.NEVER;
        List<Node> children = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            if (depth < 2 && random.nextInt(4) == 0) {
                children.add(sup(random, id + "_" + i, depth + 1, may, workers));
                continue;
            }
            String worker = "w" + workers.size();
            workers.add(worker);
            List<Integer> fails =
                    random.nextInt(6) > 0
                            ? List.of()
                            : random.ints(2, random.nextInt(8) == 0 ? 1 : 2, 5)
                                    .distinct()
                                    .boxed()
                                    .toList();
            Restart restart = pick(random, Restart.values());
            boolean significant = isSignificant(random, may, restart);
            boolean brutal = random.nextInt(5) == 0;
            children.add(new Worker(worker, restart, brutal, significant, fails));
        }
        RestartStrategy strategy = RestartStrategy.values()[random.nextInt(3)];
        Restart restart = pick(random, Restart.values());
        boolean significant = isSignificant(random, mayMatter, restart);
        int intensity = random.nextInt(5);
        int period = 1 + random.nextInt(4);
        return new Sup(id, strategy, intensity, period, auto, restart, significant, children);
    }

    private static boolean isSignificant(Random random, boolean may, Restart restart) {
        return may && restart != Restart.PERMANENT && random.nextBoolean();
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    // ---- shrinking

    /** Takes away events and children as long as the script still fails. */
    Script shrink(Predicate<Script> fails) {
        Script smallest = this;
        for (boolean smaller = true; smaller; ) {
            smaller = false;
            for (Script candidate : smallest.withoutOnePart()) {
                if (fails.test(candidate)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private List<Script> withoutOnePart() {
        List<Script> candidates = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            candidates.add(new Script(tree, without(events, i)));
        }
        smaller(tree).forEach(node -> candidates.add(new Script(node, events)));
        return candidates;
    }

    private static List<Node> smaller(Node node) {
        List<Node> candidates = new ArrayList<>();
        if (node instanceof Sup s) {
            for (int i = 0; i < s.children().size(); i++) {
                candidates.add(s.with(without(s.children(), i)));
                int place = i;
                smaller(s.children().get(i))
                        .forEach(child -> {
                            List<Node> children = new ArrayList<>(s.children());
                            children.set(place, child);
                            candidates.add(s.with(children));
                        });
            }
        } else if (node instanceof Worker w && !w.fails().isEmpty()) {
            candidates.add(new Worker(w.id(), w.restart(), w.brutal(), w.significant(), List.of()));
        } else if (node instanceof Dynamic d) {
            for (int i = 0; i < d.children().size(); i++) {
                candidates.add(
                        new Dynamic(
                                d.id(),
                                d.intensity(),
                                d.period(),
                                d.restart(),
                                without(d.children(), i)));
            }
        }
        return candidates;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return List.copyOf(rest);
    }
}
