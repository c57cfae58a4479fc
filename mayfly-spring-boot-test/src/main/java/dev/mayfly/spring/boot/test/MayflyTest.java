package dev.mayfly.spring.boot.test;

import dev.mayfly.spring.MayflyJob;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test of jobs and nothing else: Mayfly with jobs in memory, a clock that the test steps, and a
 * {@link JobTester}; no web server, no database, no agents.
 *
 * <pre>{@code
 * @MayflyTest(Billing.class)
 * class BillingTests {
 *
 *     @Autowired Mayfly mayfly;
 *     @Autowired JobTester jobs;
 *     @MockitoBean Mailer mailer;
 *
 *     @Test
 *     void remindsAfterAWeek() {
 *         mayfly.submit(Billing::bill, new Order("A-1", 4200));
 *         jobs.drain();
 *         jobs.assertEnqueued("remind").dueIn(Duration.ofDays(7));
 *         jobs.advance(Duration.ofDays(7));
 *         verify(mailer).remind("A-1");
 *     }
 * }
 * }</pre>
 *
 * <p>Of the components that the application scans for, those are made that carry {@link MayflyJob}
 * on the class or on a method; with {@link #jobs} only the ones named there. What they need comes
 * from {@code @MockitoBean}, {@code @Import}, {@code @TestConfiguration} or {@link
 * #includeFilters}. Beans that the application's main class declares itself are made in any case.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@BootstrapWith(MayflyTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(MayflyTypeExcludeFilter.class)
@AutoConfigureMayflyTester
@ImportAutoConfiguration
public @interface MayflyTest {

    /**
     * Properties in the form {@code key=value} that are added to the environment.
     *
     * @return the properties, none by default
     */
    String[] properties() default {};

    /**
     * The components with jobs to be made, as {@link #jobs}.
     *
     * @return classes; none for all that carry {@link MayflyJob}
     */
    @AliasFor("jobs")
    Class<?>[] value() default {};

    /**
     * The components with jobs to be made.
     *
     * @return classes; none for all that carry {@link MayflyJob}
     */
    @AliasFor("value")
    Class<?>[] jobs() default {};

    /**
     * Whether components are chosen by {@link #jobs}, or by filters alone.
     *
     * @return true by default
     */
    boolean useDefaultFilters() default true;

    /**
     * Further components of the application to be made.
     *
     * @return filters, none by default
     */
    Filter[] includeFilters() default {};

    /**
     * Components that are not to be made though they would be.
     *
     * @return filters, none by default
     */
    Filter[] excludeFilters() default {};

    /**
     * Auto-configurations of this slice to be left out.
     *
     * @return classes, none by default
     */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
