package dev.mayfly.guide.jobs;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.spring.Mayfly;
import dev.mayfly.spring.MayflyJob;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.List;

/** Reads files. */
@Component
class Imports {

    private final Mayfly mayfly;
    private final Mailer mailer;

    Imports(Mayfly mayfly, Mailer mailer) {
        this.mayfly = mayfly;
        this.mailer = mailer;
    }

    // tag::batch[]
    BatchHandle readAll(List<String> files) {
        return mayfly.batch(
                "import",
                batch -> {
                    files.forEach(file -> batch.add("read-file", file));
                    batch.onCompletion(new JobRequest("import-report", null));
                });
    }

    @MayflyJob(name = "import-report")
    void report(JobContext job) {
        job.batch()
                .ifPresent(batch ->
                        mailer.send(batch.succeeded() + " of " + batch.total() + " files"));
    }

    // end::batch[]

    // tag::progress[]
    @MayflyJob(name = "read-file")
    long read(String file, JobContext job) {
        List<String> lines = file.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            job.progress(i + 1, lines.size(), lines.get(i));
        }
        return lines.size();
    }

    // end::progress[]

    // tag::after[]
    JobHandle<@Nullable Void> readThenReport(String file) {
        JobHandle<Long> read = mayfly.submit(Imports::read, file);
        return mayfly.after(read).submit(Imports::report);
    }
    // end::after[]
}
