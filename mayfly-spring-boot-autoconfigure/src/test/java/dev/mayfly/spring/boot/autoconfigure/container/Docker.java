package dev.mayfly.spring.boot.autoconfigure.container;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** What tests with containers need. */
final class Docker {

    static final String NONE =
            "no Docker runs here: the same is tested on a PostgreSQL without a container";

    private Docker() {}

    /** Whether it runs, or else the tests are to fail. */
    static boolean isThere() {
        return Boolean.parseBoolean(System.getenv("MAYFLY_REQUIRE_DOCKER"))
                || DockerClientFactory.instance().isDockerAvailable();
    }

    /** The official image, or the one that the system property names. */
    static DockerImageName postgres() {
        return DockerImageName.parse(
                        System.getProperty("mayfly.test.postgresql-image", "postgres:17-alpine"))
                .asCompatibleSubstituteFor("postgres");
    }
}
