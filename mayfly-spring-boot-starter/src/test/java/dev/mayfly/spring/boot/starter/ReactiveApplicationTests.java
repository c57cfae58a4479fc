package dev.mayfly.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

class ReactiveApplicationTests {

    @Test
    void starterWorksInAReactiveApplication() throws Exception {
        assertThat(ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", null))
                .isFalse();
        try (WebApplication application = new WebApplication()) {
            assertThat(application.context.getClass().getSimpleName()).contains("ReactiveWeb");
            application.check();
        }
    }

    @Test
    void jobThatARequestSubmittedEndsBeforeTheApplicationDoes() throws Exception {
        try (WebApplication application = new WebApplication()) {
            application.checkDrain();
        }
    }
}
