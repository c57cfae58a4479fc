package dev.mayfly.guide.security;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;

// tag::security-chain[]
@Configuration
@EnableWebSecurity
class ConsoleSecurity {

    @Bean
    SecurityFilterChain console(HttpSecurity http) {
        return http.securityMatcher("/mayfly/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .build();
    }
}
// end::security-chain[]
