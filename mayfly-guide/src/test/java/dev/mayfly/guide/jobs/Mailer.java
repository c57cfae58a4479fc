package dev.mayfly.guide.jobs;

/** Sends mails; not Mayfly's. */
interface Mailer {

    void send(String text);
}
