package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.spring.MayflyDataSource;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreReport;
import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.store.DurableStores;
import dev.mayfly.spring.boot.autoconfigure.store.FileDatabase;
import dev.mayfly.spring.boot.autoconfigure.store.JdbcStoreReport;
import dev.mayfly.spring.boot.autoconfigure.store.SpringTransactions;
import dev.mayfly.spring.boot.autoconfigure.store.StoreDataSource;
import dev.mayfly.spring.boot.autoconfigure.store.StoreSchema;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;

import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import javax.sql.DataSource;

/**
 * Stores that outlive the process, as {@code mayfly.store.type} says: {@code file}, a file of
 * Mayfly's own, or {@code jdbc}, the application's database. An application's own {@link JobStore}
 * bean takes the place of either.
 */
@AutoConfiguration(
        after = MayflyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration"
        },
        before = MayflyJobsAutoConfiguration.class)
@ConditionalOnClass(JdbcJobStore.class)
public final class MayflyStoreAutoConfiguration {

    /** Made by Spring. */
    public MayflyStoreAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    StoreReport mayflyStoreReport(ObjectProvider<JobStore> stores) {
        return new JdbcStoreReport(stores);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "mayfly.store.type", havingValue = "file")
    @ConditionalOnClass(JdbcConnectionPool.class)
    @ConditionalOnMissingBean(JobStore.class)
    static final class InAFile {

        @Bean
        FileDatabase mayflyFileDatabase(MayflyProperties properties, Environment environment) {
            ConfiguredValues.checkStore(properties, environment);
            return FileDatabase.open(properties.store().path(), environment);
        }

        @Bean
        JdbcJobStore mayflyJobStore(
                FileDatabase file, MayflyProperties properties, Environment environment) {
            return DurableStores.inFile(file, properties.store(), environment);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "mayfly.store.type", havingValue = "jdbc")
    @ConditionalOnClass({
        PropertiesBasedDataSourceScriptDatabaseInitializer.class,
        TransactionSynchronizationManager.class
    })
    @ConditionalOnMissingBean(JobStore.class)
    @Import(DatabaseInitializationDependencyConfigurer.class)
    static final class InTheApplicationsDatabase {

        @Bean
        StoreDataSource mayflyStoreDataSource(
                @MayflyDataSource ObjectProvider<DataSource> marked,
                ObjectProvider<DataSource> all,
                MayflyProperties properties,
                Environment environment) {
            ConfiguredValues.checkStore(properties, environment);
            return StoreDataSource.choose(marked, all, environment);
        }

        @Bean
        @ConditionalOnMissingBean
        StoreSchema mayflyStoreSchema(StoreDataSource database, MayflyProperties properties) {
            return new StoreSchema(database, properties.store().initializeSchema());
        }

        @Bean
        @ConditionalOnMissingBean(CallerTransactions.class)
        SpringTransactions mayflyCallerTransactions(
                StoreDataSource database, ObjectProvider<ConfigurableTransactionManager> managers) {
            return new SpringTransactions(database, managers);
        }

        @Bean
        @DependsOnDatabaseInitialization
        JdbcJobStore mayflyJobStore(
                StoreDataSource database,
                CallerTransactions transactions,
                MayflyProperties properties,
                Environment environment) {
            return DurableStores.inDatabase(
                    database, transactions, properties.store(), environment);
        }
    }
}
