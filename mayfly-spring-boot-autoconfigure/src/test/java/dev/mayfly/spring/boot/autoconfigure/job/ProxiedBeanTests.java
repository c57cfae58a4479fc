package dev.mayfly.spring.boot.autoconfigure.job;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Jobs of beans behind proxies run through them. */
class ProxiedBeanTests {

    record Order(String id) {}

    private static final Order ORDER = new Order("7");

    private static boolean booked(ApplicationContext context) throws Exception {
        JobHandle<Boolean> handle = context.getBean(Mayfly.class).submit("book", ORDER);
        return handle.await(LIMIT);
    }

    /** Only notes that it is there. */
    static class NoTransactions extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    static class ClassProxies {
        @Bean
        PlatformTransactionManager transactionManager() {
            return new NoTransactions();
        }

        @Bean
        Ledger ledger() {
            return new Ledger();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class InterfaceProxies {
        @Bean
        PlatformTransactionManager transactionManager() {
            return new NoTransactions();
        }

        @Bean
        Booking ledger() {
            return new InterfaceLedger();
        }
    }

    static class Ledger {
        @MayflyJob(name = "book")
        @Transactional
        boolean book(Order order) {
            return TransactionSynchronizationManager.isActualTransactionActive();
        }
    }

    interface Booking {
        @MayflyJob(name = "book")
        boolean book(Order order);
    }

    static class InterfaceLedger implements Booking {
        @Override
        @Transactional
        public boolean book(Order order) {
            return TransactionSynchronizationManager.isActualTransactionActive();
        }
    }

    @Test
    void jobOfAClassProxyRunsInItsTransaction() {
        Runners.jobs()
                .withUserConfiguration(ClassProxies.class)
                .run(context -> {
                    assertThat(AopUtils.isCglibProxy(context.getBean("ledger"))).isTrue();
                    boolean inTransaction = booked(context);
                    assertThat(inTransaction).isTrue();
                });
    }

    @Test
    void jobOfAnInterfaceProxyRunsInItsTransaction() {
        Runners.jobs()
                .withUserConfiguration(InterfaceProxies.class)
                .run(context -> {
                    assertThat(AopUtils.isJdkDynamicProxy(context.getBean("ledger"))).isTrue();
                    boolean inTransaction = booked(context);
                    assertThat(inTransaction).isTrue();
                });
    }

    @Test
    void referenceFromOutsideFindsTheJobBehindAClassProxy() {
        Runners.jobs()
                .withUserConfiguration(ClassProxies.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    Ledger ledger = context.getBean(Ledger.class);
                    JobHandle<Boolean> bound = mayfly.submit(ledger::book, ORDER);
                    JobHandle<Boolean> unbound = mayfly.submit(Ledger::book, ORDER);
                    assertThat(bound.await(LIMIT)).isTrue();
                    assertThat(unbound.await(LIMIT)).isTrue();
                });
    }

    @Test
    void referenceFromOutsideFindsTheJobBehindAnInterfaceProxy() {
        Runners.jobs()
                .withUserConfiguration(InterfaceProxies.class)
                .run(context -> {
                    Mayfly mayfly = context.getBean(Mayfly.class);
                    Booking ledger = context.getBean(Booking.class);
                    JobHandle<Boolean> handle = mayfly.submit(ledger::book, ORDER);
                    assertThat(handle.await(LIMIT)).isTrue();
                });
    }
}
