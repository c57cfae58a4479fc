package dev.mayfly.spring.boot.test;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Clears jobs before and after each test method, in contexts that have a {@link JobTester}. Before,
 * since the start of the application may have submitted some; after, so that none outlives its
 * test. Contexts that nobody has asked for yet are not made for it.
 */
final class MayflyTestListener implements TestExecutionListener, Ordered {

    /** After mocks are reset before a test, and before they are reset after it. */
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
        if (test.hasApplicationContext()) {
            ApplicationContext context = test.getApplicationContext();
            context.getBeanProvider(JobTester.class).ifAvailable(JobTester::clear);
        }
    }
}
