package dev.mayfly.test.durable;

import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What tests share in which nodes run the jobs of one database. */
abstract class NodeTestBase {

    /** What the handlers of all nodes did: {@code payload@node}. */
    final Queue<String> ran = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // made before each test
    TestDatabase database;

    private final List<Node> nodes = new ArrayList<>();

    abstract TestDatabase.Product product();

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create(product());
    }

    @AfterEach
    void closeNodesAndDatabase() {
        nodes.forEach(Node::close);
        database.close();
    }

    Node node(String name) {
        return added(new Node(name, database.source(), ran));
    }

    Node node(String name, JdbcJobStore store) {
        return added(new Node(name, store, ran));
    }

    private Node added(Node node) {
        nodes.add(node);
        return node;
    }
}
