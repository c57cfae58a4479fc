package dev.mayfly.guide.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
class AgentsPageTests {

    @Autowired private Till till;

    @Test
    void whatIsThereIsSoldAndNoMore() throws InterruptedException {
        till.arrived("tea", 2);
        assertThat(till.sell("tea")).isTrue();
        assertThat(till.sell("tea")).isTrue();
        assertThat(till.sell("tea")).isFalse();
    }
}
