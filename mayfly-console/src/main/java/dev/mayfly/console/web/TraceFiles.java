package dev.mayfly.console.web;

import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.timeline.TraceFile;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import java.util.concurrent.Semaphore;

/** Gives out the recording as a file. A few at a time are made: each is some megabytes. */
final class TraceFiles {
    private static final int AT_ONCE = 4;

    private final ConsoleSources sources;
    private final ConsoleSettings settings;
    private final Semaphore places = new Semaphore(AT_ONCE);

    TraceFiles(ConsoleSources sources, ConsoleSettings settings) {
        this.sources = sources;
        this.settings = settings;
    }

    /** The file, or the request to ask again. */
    WebAnswer send() {
        if (!places.tryAcquire()) {
            return busy();
        }
        try {
            WebAnswer.Whole file =
                    WebAnswer.Whole.of(
                            200,
                            MediaType.APPLICATION_JSON,
                            TraceFile.write(sources.recording(), settings.application()));
            file.headers()
                    .setContentDisposition(
                            ContentDisposition.attachment().filename("mayfly-trace.json").build());
            return file;
        } finally {
            places.release();
        }
    }

    private static WebAnswer busy() {
        WebAnswer.Whole later =
                WebAnswer.Whole.text(
                        503, "Others are being given this file. Ask again in a second.\n");
        later.headers().set(HttpHeaders.RETRY_AFTER, "1");
        return later;
    }
}
