package dev.mayfly.agents.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

class TopologyTests {

    // ---- each kind

    @Test
    void inAMeshEverybodyIsBesideEverybody() {
        Mesh<String> mesh = Topology.mesh(List.of("a", "b", "c"));
        assertThat(mesh.neighbours("b")).containsExactly("a", "c");
        assertThat(mesh.join("d").neighbours("b")).containsExactly("a", "c", "d");
        assertThat(mesh.leave("a").neighbours("b")).containsExactly("c");
    }

    @Test
    void aRingClosesUp() {
        Ring<String> ring = Topology.ring(List.of("a", "b", "c", "d"));
        assertThat(ring.neighbours("a")).containsExactly("d", "b");
        assertThat(ring.next("d")).isEqualTo("a");
        assertThat(ring.previous("a")).isEqualTo("d");
        assertThat(ring.leave("a").neighbours("b")).containsExactly("d", "c");
        assertThat(ring.join("e").neighbours("a")).containsExactly("e", "b");
    }

    @Test
    void aRingOfTwoOrOneIsARing() {
        Ring<String> two = Topology.ring(List.of("a", "b"));
        assertThat(two.neighbours("a")).containsExactly("b");
        assertThat(two.neighbours("b")).containsExactly("a");
        Ring<String> one = two.leave("b");
        assertThat(one.neighbours("a")).isEmpty();
        assertThat(one.next("a")).isEqualTo("a");
        assertThat(one.leave("a").members()).isEmpty();
        assertThat(one.leave("a").join("z").neighbours("z")).isEmpty();
    }

    @Test
    void whenTheHubOfAStarLeavesTheNextIsIt() {
        Star<String> star = Topology.star(List.of("hub", "a", "b", "c"));
        assertThat(star.hub()).contains("hub");
        assertThat(star.neighbours("hub")).containsExactly("a", "b", "c");
        assertThat(star.neighbours("b")).containsExactly("hub");

        Star<String> after = star.leave("hub");
        assertThat(after.hub()).contains("a");
        assertThat(after.neighbours("a")).containsExactly("b", "c");
        assertThat(after.neighbours("c")).containsExactly("a");
        assertThat(star.leave("b").neighbours("hub")).containsExactly("a", "c");
        assertThat(Topology.star(List.of()).hub()).isEmpty();
    }

    @Test
    void whenAParentLeavesItsChildrenHaveAnother() {
        Tree<Integer> tree = Topology.tree(2, List.of(0, 1, 2, 3, 4, 5, 6));
        assertThat(tree.root()).contains(0);
        assertThat(tree.children(1)).containsExactly(3, 4);
        assertThat(tree.parent(4)).contains(1);
        assertThat(tree.neighbours(1)).containsExactly(0, 3, 4);

        Tree<Integer> after = tree.leave(1);
        assertThat(after.children(6)).containsExactly(3, 4);
        assertThat(after.parent(6)).contains(0);
        assertThat(after.children(2)).containsExactly(5);
        assertThat(tree.leave(0).root()).contains(6);
        assertThat(tree.leave(6).members()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(Topology.tree(2, List.of()).root()).isEmpty();
    }

    @Test
    void anotherKindIsNotEqual() {
        List<Integer> members = List.of(1, 2);
        assertThat(Topology.mesh(members))
                .isEqualTo(Topology.mesh(members))
                .isNotEqualTo(Topology.ring(members));
        assertThat(Topology.tree(2, members))
                .hasSameHashCodeAs(Topology.tree(2, members))
                .isNotEqualTo(Topology.tree(3, members))
                .hasToString("Tree of 2 [1, 2]");
    }

    // ---- all kinds

    static List<Function<Collection<Integer>, Topology<Integer>>> kinds() {
        return List.of(
                Topology::mesh,
                Topology::ring,
                Topology::star,
                members -> Topology.tree(1, members),
                members -> Topology.tree(2, members),
                members -> Topology.tree(3, members));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoeverJoinsAndLeavesItStaysWhole(Function<Collection<Integer>, Topology<Integer>> kind) {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            List<Integer> model = new ArrayList<>();
            Topology<Integer> topology = kind.apply(model);
            for (int step = 0; step < 100; step++) {
                if (model.isEmpty() || random.nextInt(100) < 55) {
                    topology = topology.join(step);
                    model.add(step);
                } else {
                    Integer leaver = model.remove(random.nextInt(model.size()));
                    topology = topology.leave(leaver);
                    assertThat(topology.contains(leaver)).isFalse();
                }
                assertThat(topology.members())
                        .as("seed %d, step %d", seed, step)
                        .containsExactlyInAnyOrderElementsOf(model);
                check(topology.members(), topology::neighbours);
                checkKind(topology);
            }
            assertThat(kind.apply(topology.members())).isEqualTo(topology);
        }
    }

    /** Neighbours are mutual, nobody is its own, and each is reached from the first. */
    private static void check(List<Integer> members, Function<Integer, Set<Integer>> neighbours) {
        for (Integer member : members) {
            assertThat(neighbours.apply(member))
                    .as("neighbours of %s", member)
                    .doesNotContain(member)
                    .allMatch(other -> neighbours.apply(other).contains(member), "mutual");
        }
        Set<Integer> reached = new HashSet<>();
        var next = new ArrayDeque<Integer>();
        members.stream().findFirst().ifPresent(next::add);
        while (!next.isEmpty()) {
            Integer member = next.remove();
            if (reached.add(member)) {
                next.addAll(neighbours.apply(member));
            }
        }
        assertThat(reached).as("reached").containsExactlyInAnyOrderElementsOf(members);
    }

    private static void checkKind(Topology<Integer> topology) {
        int size = topology.members().size();
        int links = topology.members().stream().mapToInt(n -> topology.neighbours(n).size()).sum();
        switch (topology) {
            case Mesh<Integer> _ -> assertThat(links).isEqualTo(size * (size - 1));
            case Ring<Integer> _ ->
                    assertThat(links).isEqualTo(size < 3 ? size * (size - 1) : 2 * size);
            case Star<Integer> _ -> assertThat(links).isEqualTo(2 * Math.max(0, size - 1));
            case Tree<Integer> tree -> {
                assertThat(links).isEqualTo(2 * Math.max(0, size - 1));
                assertThat(tree.members()).allMatch(n -> tree.children(n).size() <= tree.fanOut());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refusesWhoIsThereTwiceAndWhoIsNot(Function<Collection<Integer>, Topology<Integer>> kind) {
        Topology<Integer> topology = kind.apply(List.of(1, 2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology.join(2))
                .withMessage("2 is a member already, of [1, 2, 3]; let it leave first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology.leave(7))
                .withMessage("7 is no member, of [1, 2, 3]; let it join first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topology.neighbours(7))
                .withMessageContaining("7 is no member");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.apply(List.of(1, 2, 1)))
                .withMessageContaining("1 is a member twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.apply(IntStream.range(0, 20).boxed().toList()).leave(99))
                .withMessageContaining("and 10 more");
        assertThatThrownBy(() -> topology.members().add(9))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> topology.neighbours(1).remove(2))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aTreeNeedsAFanOut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topology.tree(0, List.of(1)))
                .withMessage("a tree cannot have a fan-out of 0; choose 1 or more");
    }

    // ---- planted

    @Test
    void plantedFaultsAreFound() {
        List<Integer> members = List.of(0, 1, 2, 3);
        assertThatThrownBy(() -> check(members, n -> Set.of((n + 1) % 4)))
                .as("a ring in one direction")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("mutual");
        assertThatThrownBy(() -> check(members, n -> Set.of(n ^ 1)))
                .as("in two halves")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("reached");
        assertThatThrownBy(() -> check(List.of(0), n -> Set.of((n + 1) % 1)))
                .as("a ring of one that is its own neighbour")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("neighbours of 0");
    }
}
