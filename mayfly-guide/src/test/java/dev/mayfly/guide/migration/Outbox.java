package dev.mayfly.guide.migration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps mails instead of sending them; not Mayfly's. */
public final class Outbox {

    private final List<String> mails = new CopyOnWriteArrayList<>();

    /** Sends a mail. */
    public void send(String mail) {
        mails.add(mail);
    }

    /** What was sent. */
    public List<String> mails() {
        return List.copyOf(mails);
    }
}
