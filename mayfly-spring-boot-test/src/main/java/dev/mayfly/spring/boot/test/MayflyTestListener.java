package dev.mayfly.spring.boot.test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Clears jobs before and after each test method, in contexts that have a {@link JobTester}. Before,
 * since the start of the application may have submitted some; after, so that none outlives its
 * test. Contexts that nobody has asked for yet are not made for it, and those that a test has
 * closed are left alone.
 */
final class MayflyTestListener implements TestExecutionListener, Ordered {

    /** Before a test the last one, and after it the first. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeTestMethod(TestContext test) {
        clear(test);
    }

    @Override
    public void afterTestMethod(TestContext test) {
        clear(test);
    }

    private static void clear(TestContext test) {
        if (test.hasApplicationContext()
                && test.getApplicationContext() instanceof ConfigurableApplicationContext context
                && context.isActive()) {
            context.getBeanProvider(JobTester.class).ifAvailable(JobTester::clear);
        }
    }
}
