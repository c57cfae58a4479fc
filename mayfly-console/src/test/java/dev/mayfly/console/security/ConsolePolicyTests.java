package dev.mayfly.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ConsolePolicyTests {
    private final ConsolePolicy closed = new ConsolePolicy(List.of(), false, false, false);
    private final ConsolePolicy acting =
            new ConsolePolicy(List.of("ops.example:8443", "Jobs.Example"), false, false, true);
    private final ConsolePolicy remote =
            new ConsolePolicy(List.of("ops.example"), true, false, false);

    /** A request to be varied. */
    private record Ask(
            String method,
            @Nullable String host,
            boolean loopback,
            boolean forwarded,
            @Nullable String origin,
            @Nullable String site,
            boolean known,
            @Nullable Role role,
            @Nullable Operation operation) {
        static final Ask LOCAL =
                new Ask("GET", "localhost:8080", true, false, null, null, false, null, null);

        Ask post() {
            return post(Operation.CANCEL_JOB);
        }

        Ask post(@Nullable Operation what) {
            return new Ask("POST", host, loopback, forwarded, origin, site, known, role, what);
        }

        Ask method(String method) {
            return new Ask(method, host, loopback, forwarded, origin, site, known, role, operation);
        }

        Ask host(@Nullable String host) {
            return new Ask(method, host, loopback, forwarded, origin, site, known, role, operation);
        }

        Ask away() {
            return new Ask(method, host, false, forwarded, origin, site, known, role, operation);
        }

        Ask proxied() {
            return new Ask(method, host, loopback, true, origin, site, known, role, operation);
        }

        Ask from(@Nullable String origin, @Nullable String site) {
            return new Ask(method, host, loopback, forwarded, origin, site, known, role, operation);
        }

        Ask user(@Nullable Role granted) {
            return new Ask(
                    method, host, loopback, forwarded, origin, site, true, granted, operation);
        }

        Decision to(ConsolePolicy policy) {
            return policy.decide(
                    new ConsoleRequest(
                            method, host, loopback, forwarded, origin, site, known, role,
                            operation));
        }
    }

    @Test
    void thisMachineMayLookAndIsToldWhyItMayNotAct() {
        assertThat(Ask.LOCAL.to(closed)).isEqualTo(new Decision.Allowed(Rights.LOOK));
        assertThat(Rights.LOOK.missing()).contains("mayfly.console.actions=all");
    }

    @Test
    void anotherMachineIsRefusedAndToldTheProperty() {
        assertThat(Ask.LOCAL.away().to(closed))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(403);
                            assertThat(refused.text()).contains("another machine");
                            assertThat(refused.fix())
                                    .contains("mayfly.console.remote=authenticated");
                        });
    }

    @Test
    void aProxyOnThisMachineMakesTheReaderRemote() {
        assertThat(Ask.LOCAL.proxied().to(acting))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.text()).contains("proxy"));
    }

    @Test
    void aRemoteReaderMustBeKnownEvenWhereRemoteReadersAreAllowed() {
        Ask away = Ask.LOCAL.away().host("ops.example");
        assertThat(away.to(remote)).isInstanceOf(Decision.Refused.class);
        assertThat(away.user(null).to(remote)).isEqualTo(new Decision.Allowed(Rights.LOOK));
        assertThat(away.user(null).to(closed)).isInstanceOf(Decision.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:1",
                "127.0.0.1:8080",
                "[::1]",
                "[::1]:8080",
                "LOCALHOST:80"
            })
    void thisMachinesOwnNamesAreAllowedWithAnyPort(String host) {
        assertThat(Ask.LOCAL.host(host).to(closed)).isInstanceOf(Decision.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:8080",
                "127.0.0.1.evil.example",
                "localhost:80:80",
                "localhost:",
                "[::2]",
                "::1",
                "",
                "ops.example",
                "jobs.example.evil"
            })
    void aForeignNameIsRefusedWhateverTheMethod(String host) {
        for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "TRACE")) {
            assertThat(Ask.LOCAL.host(host).method(method).to(acting))
                    .as("%s for %s", method, host)
                    .isInstanceOfSatisfying(
                            Decision.Refused.class,
                            refused ->
                                    assertThat(refused.fix())
                                            .startsWith("mayfly.console.allowed-hosts="));
        }
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThat(Ask.LOCAL.host(null).to(closed)).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void anAllowedNameCountsWithItsPortIfItHasOne() {
        assertThat(Ask.LOCAL.host("ops.example:8443").to(acting))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(Ask.LOCAL.host("ops.example:8444").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.host("jobs.example:1").to(acting))
                .isInstanceOf(Decision.Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"})
    void otherMethodsAreRefused(String method) {
        assertThat(Ask.LOCAL.method(method).to(acting))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(405));
    }

    @Test
    void anActionIsRefusedWhereNobodyMayAct() {
        assertThat(Ask.LOCAL.post().to(closed))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused ->
                                assertThat(refused.fix()).isEqualTo("mayfly.console.actions=all"));
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void eachOperationTakesItsRoleAndNoLess(Operation operation) {
        for (Role role : Role.values()) {
            Decision decision = Ask.LOCAL.user(role).post(operation).to(closed);
            if (role.ordinal() >= operation.role().ordinal()) {
                assertThat(decision).isEqualTo(new Decision.Allowed(new Rights(role)));
            } else {
                assertThat(decision)
                        .isInstanceOfSatisfying(
                                Decision.Refused.class,
                                refused ->
                                        assertThat(refused.text())
                                                .contains(operation.role().authority()));
            }
            assertThat(new Rights(role).refusal(operation) == null)
                    .as("the page says the same")
                    .isEqualTo(decision instanceof Decision.Allowed);
        }
        assertThat(Ask.LOCAL.user(null).post(operation).to(closed))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.post(operation).to(acting))
                .isEqualTo(new Decision.Allowed(Rights.ALL));
    }

    @Test
    void whatTouchesManyJobsOrAllNodesIsTheAdministrators() {
        assertThat(Operation.values())
                .filteredOn(operation -> operation.role() == Role.ADMIN)
                .containsExactlyInAnyOrder(
                        Operation.LIMIT_QUEUE,
                        Operation.RESET_QUEUE,
                        Operation.CANCEL_BATCH,
                        Operation.RETRY_MANY,
                        Operation.CANCEL_MANY,
                        Operation.RETRY_TICKED,
                        Operation.CANCEL_TICKED);
        assertThat(Operation.values()).noneMatch(operation -> operation.role() == Role.VIEWER);
    }

    @Test
    void aFormThatIsNobodysTakesAnOperatorToBeToldSo() {
        assertThat(Ask.LOCAL.user(Role.VIEWER).post(null).to(closed))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.user(Role.OPERATOR).post(null).to(closed))
                .isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void whereARoleIsNeededToLookNobodyLooksWithoutNotEvenHere() {
        ConsolePolicy byRole = new ConsolePolicy(List.of(), true, true, true);
        assertThat(Ask.LOCAL.to(byRole))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> {
                            assertThat(refused.title()).isEqualTo("Sign in first");
                            assertThat(refused.text()).contains("MAYFLY_VIEWER");
                        });
        assertThat(Ask.LOCAL.user(null).to(byRole)).isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.user(null).post().to(byRole)).isInstanceOf(Decision.Refused.class);
        assertThat(Ask.LOCAL.user(Role.VIEWER).to(byRole)).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void aPathNamesItsOperationAndItsJob() {
        assertThat(Operation.at("/jobs/abc/cancel")).contains(Operation.CANCEL_JOB);
        assertThat(Operation.CANCEL_JOB.idIn("/jobs/abc/cancel")).contains("abc");
        assertThat(Operation.at("/jobs/abc/retry-from-the-start"))
                .contains(Operation.RETRY_JOB_FROM_THE_START);
        assertThat(Operation.at("/demo")).contains(Operation.RUN_DEMO);
        for (String nobodys :
                List.of("", "/", "/jobs//cancel", "/jobs/cancel", "/jobs/a/b/cancel", "/demo/")) {
            assertThat(Operation.at(nobodys)).as(nobodys).isEmpty();
        }
    }

    @Test
    void anActionMustComeFromTheConsolesOwnPages() {
        Ask post = Ask.LOCAL.post();
        assertThat(post.from("http://localhost:8080", "same-origin").to(acting))
                .isEqualTo(new Decision.Allowed(Rights.ALL));
        assertThat(post.from(null, null).to(acting)).isEqualTo(new Decision.Allowed(Rights.ALL));
        assertThat(post.from("http://localhost:8080", "cross-site").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://localhost:8080", "same-site").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://localhost:8080", "none").to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://evil.example", null).to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("http://localhost:9090", null).to(acting))
                .isInstanceOf(Decision.Refused.class);
        assertThat(post.from("null", null).to(acting)).isInstanceOf(Decision.Refused.class);
    }
}
