package dev.mayfly.jobs.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

class JobRegistryTests {

    private static JobDefinition<String, String> job(String name) {
        return JobDefinition.of(name, String.class, String.class, (payload, job) -> payload);
    }

    @Test
    void findsAJobByNameAndByAlias() {
        var send = job("send-mail").withAliases(Set.of("mail", "sendMail"));
        var registry = new JobRegistry(List.of(send, job("audit")));
        assertThat(registry.get("mail")).isSameAs(send);
        assertThat(registry.get("send-mail")).isSameAs(send);
        assertThat(registry.names()).containsExactly("audit", "send-mail");
        assertThat(registry.find("other")).isEmpty();
    }

    @Test
    void refusesTwoJobsOfOneNameAndNamesBoth() {
        var registry = new JobRegistry(List.of(job("a").withAliases(Set.of("x")), job("b")));
        assertThatThrownBy(() -> registry.register(job("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two jobs want the name \"a\"");
        assertThatThrownBy(() -> registry.register(job("c").withAliases(Set.of("x"))))
                .hasMessageContaining("two jobs want the name \"x\": \"a\" (")
                .hasMessageContaining("and \"c\" (");
        assertThatThrownBy(() -> registry.register(job("x")))
                .hasMessageContaining("two jobs want the name \"x\"");
        assertThat(registry.names()).containsExactly("a", "b");
        assertThat(registry.find("c")).isEmpty();
    }

    @Test
    void suggestsNamesThatLookAlike() {
        var registry =
                new JobRegistry(List.of(job("send-invoice"), job("audit-folder"), job("checksum")));
        assertThatThrownBy(() -> registry.get("sendInvoice"))
                .isInstanceOf(UnknownJobException.class)
                .hasMessage(
                        "no job is named \"sendInvoice\"; did you mean \"send-invoice\"? Known"
                                + " jobs: audit-folder, checksum, send-invoice");
        assertThatThrownBy(() -> registry.get("chekcsum"))
                .hasMessageContaining("did you mean \"checksum\"?");
        assertThatThrownBy(() -> registry.get("zzz"))
                .hasMessage(
                        "no job is named \"zzz\"; known jobs: audit-folder, checksum,"
                                + " send-invoice");
    }

    @Test
    void saysSoIfThereAreNoJobsAtAllAndCutsALongList() {
        assertThatThrownBy(() -> new JobRegistry().get("x"))
                .hasMessage("no job is named \"x\"; no jobs are registered at all");
        var many =
                new JobRegistry(
                        IntStream.range(100, 130).mapToObj(i -> job("job-number-" + i)).toList());
        assertThatThrownBy(() -> many.get("q")).hasMessageEndingWith("job-number-119 and 10 more");
    }

    @Test
    void copesWithNamesOfAnyLength() {
        var registry = new JobRegistry(List.of(job("a")));
        assertThatThrownBy(() -> registry.get("x".repeat(100_000)))
                .isInstanceOf(UnknownJobException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "tab\there", "line\nbreak"})
    void refusesNamesWithBlanks(String name) {
        assertThatThrownBy(() -> job(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without blanks");
        assertThatThrownBy(() -> job("ok").withAliases(Set.of(name)))
                .hasMessageContaining("job alias");
    }

    @Test
    void refusesAnAliasThatIsTheNameAndABlankQueue() {
        assertThatThrownBy(() -> job("a").withAliases(Set.of("a")))
                .hasMessageContaining("its own name as an alias");
        assertThatThrownBy(() -> job("a").withQueue(" "))
                .hasMessageContaining("queue of job \"a\"");
        assertThatThrownBy(() -> job("x".repeat(201))).hasMessageContaining("1 to 200");
    }
}
