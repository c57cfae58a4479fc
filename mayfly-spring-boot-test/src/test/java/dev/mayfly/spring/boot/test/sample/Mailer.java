package dev.mayfly.spring.boot.test.sample;

/** Sends mail. */
public interface Mailer {

    void send(String subject);
}
