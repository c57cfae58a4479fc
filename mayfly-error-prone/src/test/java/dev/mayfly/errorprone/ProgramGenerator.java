package dev.mayfly.errorprone;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes methods at random that give away two variables in all manner of ways. Each choice is made
 * by {@code chance()}, and each use stands on a line of its own.
 */
final class ProgramGenerator {

    private static final List<String> VARIABLES = List.of("p", "q");
    private static final int DEEPEST = 4;

    private final Random random;
    private final List<String> lines = new ArrayList<>();
    private int loops;
    private int depth;

    private ProgramGenerator(long seed) {
        random = new Random(seed);
    }

    /** The lines of a method; the same for the same seed. */
    static List<String> method(String name, long seed) {
        var generator = new ProgramGenerator(seed);
        generator.lines.add("void " + name + "() {");
        generator.lines.add("Iso<String> p = next();");
        generator.lines.add("Iso<String> q = next();");
        generator.block();
        generator.lines.add("}");
        return generator.lines;
    }

    private void block() {
        depth++;
        int statements = 1 + random.nextInt(3);
        for (int i = 0; i < statements; i++) {
            if (depth < DEEPEST && random.nextBoolean()) {
                compound();
            } else {
                simple();
            }
        }
        depth--;
    }

    private void simple() {
        String variable = VARIABLES.get(random.nextInt(VARIABLES.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> lines.add("send(" + variable + ");");
            case 2 -> lines.add(variable + ".take();");
            case 3 -> lines.add(variable + " = next();");
            case 4 -> lines.add("work();");
            case 5 -> lines.add("if (chance()) return;");
            case 6 -> lines.add("if (chance() && !" + variable + ".isConsumed()) send(p);");
            default -> lines.add(loops > 0 ? jump() : "trySend(" + variable + ");");
        }
    }

    private String jump() {
        return random.nextBoolean() ? "if (chance()) break;" : "if (chance()) continue;";
    }

    private void compound() {
        String variable = VARIABLES.get(random.nextInt(VARIABLES.size()));
        switch (random.nextInt(9)) {
            case 0 -> choose("if (chance()) {");
            case 1 -> choose("if (" + variable + ".isConsumed() || chance()) {");
            case 2 -> choose("if (trySend(" + variable + ")) {");
            case 3 -> loop("while (chance()) {", "}");
            case 4 -> loop("do {", "} while (chance());");
            case 5 -> loop("while (true) { if (!chance()) break;", "}");
            case 6 -> attempt();
            case 7 -> cases("case 0 -> {", "}", "default -> {", "}");
            default -> cases("case 0:", "", "case 1:", "break;");
        }
    }

    private void choose(String head) {
        lines.add(head);
        block();
        lines.add("} else {");
        block();
        lines.add("}");
    }

    private void loop(String head, String foot) {
        lines.add(head);
        loops++;
        block();
        loops--;
        lines.add(foot);
    }

    private void attempt() {
        lines.add("try {");
        block();
        lines.add("} catch (Refused _) {");
        block();
        if (random.nextBoolean()) {
            lines.add("} finally {");
            block();
        }
        lines.add("}");
    }

    private void cases(String first, String firstEnd, String second, String secondEnd) {
        lines.add("switch (number()) {");
        lines.add(first);
        inCase(firstEnd);
        lines.add(second);
        inCase(secondEnd);
        lines.add("}");
    }

    private void inCase(String end) {
        // A break would mean the switch, which is as good; a continue needs a loop.
        block();
        lines.add(end);
    }
}
