package dev.mayfly.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;

import java.time.Duration;

class NonWebApplicationTests {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Greetings.class)
    static class Application {}

    @Test
    void starterAloneIsEnough() throws Exception {
        for (String absent :
                new String[] {
                    "org.springframework.web.context.WebApplicationContext",
                    "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
                    "org.springframework.boot.health.contributor.HealthIndicator",
                    "reactor.core.publisher.Mono"
                }) {
            assertThat(ClassUtils.isPresent(absent, null)).as(absent).isFalse();
        }
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(Application.class)
                        .properties("spring.main.banner-mode=off")
                        .run()) {
            Greetings greetings = context.getBean(Greetings.class);
            JobHandle<Greetings.Greeting> greeting =
                    context.getBean(Mayfly.class)
                            .submit(greetings::greet, new Greetings.Guest("Ada"));
            assertThat(greeting.await(Duration.ofSeconds(60)).text()).isEqualTo("Hello Ada");
        }
    }
}
