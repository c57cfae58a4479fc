package dev.mayfly.guide.security;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The application that the page's examples stand in. */
@SpringBootApplication
class SecurityPage {

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                user("ada", "MAYFLY_ADMIN"), user("vic", "MAYFLY_VIEWER"), user("sam", "SALES"));
    }

    private static UserDetails user(String name, String role) {
        return User.withUsername(name).password("{noop}secret").roles(role).build();
    }
}
