package dev.mayfly.spring.boot.autoconfigure.agent;

import static dev.mayfly.spring.boot.autoconfigure.Runners.LIMIT;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.spring.MayflyAgent;
import dev.mayfly.spring.boot.autoconfigure.Runners;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Agents of beans behind proxies are called through them. */
@Timeout(120)
class ProxiedAgentTests {

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

    /** A question. */
    record InTransaction(ReplyTo<Boolean> replyTo) {}

    @MayflyAgent(name = "ledger")
    static class Ledger implements AgentHandler<InTransaction> {
        @Override
        @Transactional
        public void onMessage(InTransaction message, AgentContext<InTransaction> self) {
            message.replyTo().tell(TransactionSynchronizationManager.isActualTransactionActive());
        }
    }

    @MayflyAgent(name = "ledger")
    static class Plain implements AgentHandler<InTransaction> {
        @Override
        public void onMessage(InTransaction message, AgentContext<InTransaction> self) {
            message.replyTo().tell(TransactionSynchronizationManager.isActualTransactionActive());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    static class ClassProxies {
        @Bean
        PlatformTransactionManager transactionManager() {
            return new NoTransactions();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class InterfaceProxies {
        @Bean
        PlatformTransactionManager transactionManager() {
            return new NoTransactions();
        }
    }

    /** Holds the address. */
    record Asker(AgentRef<InTransaction> ledger) {
        boolean ask() throws InterruptedException {
            return ledger.ask(InTransaction::new, LIMIT);
        }
    }

    @Test
    void agentOfAClassProxyRunsInItsTransaction() {
        Runners.agents()
                .withUserConfiguration(ClassProxies.class)
                .withBean("ledger", Ledger.class)
                .withBean(Asker.class)
                .run(context -> {
                    assertThat(AopUtils.isCglibProxy(context.getBean("ledger"))).isTrue();
                    assertThat(context.getBean(Asker.class).ask()).isTrue();
                });
    }

    @Test
    void agentOfAnInterfaceProxyRunsInItsTransaction() {
        Runners.agents()
                .withUserConfiguration(InterfaceProxies.class)
                .withBean("ledger", Ledger.class)
                .withBean(Asker.class)
                .run(context -> {
                    assertThat(AopUtils.isJdkDynamicProxy(context.getBean("ledger"))).isTrue();
                    assertThat(context.getBean(Asker.class).ask()).isTrue();
                });
    }

    @Test
    void agentWithoutAProxyIsFoundToHaveNoTransaction() {
        Runners.agents()
                .withUserConfiguration(ClassProxies.class)
                .withBean("ledger", Plain.class)
                .withBean(Asker.class)
                .run(context -> assertThat(context.getBean(Asker.class).ask()).isFalse());
    }
}
