package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.spring.boot.autoconfigure.json.JacksonLineProtocol;
import dev.mayfly.spring.boot.autoconfigure.json.JacksonPayloadCodec;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import tools.jackson.databind.json.JsonMapper;

/**
 * JSON by Jackson, with the application's mapper if it has one. Without Jackson on the class path
 * jobs can take texts, numbers and booleans only, and programs on a process engine can answer with
 * plain text only.
 */
@AutoConfiguration(
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
public final class MayflyJacksonAutoConfiguration {

    /** Made by Spring. */
    public MayflyJacksonAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    PayloadCodec mayflyPayloadCodec(ObjectProvider<JsonMapper> mapper) {
        return new JacksonPayloadCodec(mapper.getIfUnique(JsonMapper::new));
    }

    @Bean
    @ConditionalOnMissingBean
    LineProtocol mayflyLineProtocol() {
        return new JacksonLineProtocol();
    }
}
