package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.security.Operation;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The finished steps of a job, the signals it has not taken, and the means to send one. */
final class JobSteps {

    private final ConsoleSources sources;
    private final Links links;
    private final Rights rights;

    JobSteps(ConsoleSources sources, Links links, Rights rights) {
        this.sources = sources;
        this.links = links;
        this.rights = rights;
    }

    JobDetail.Steps of(JobRecord job) {
        List<JobDetail.Decision> decisions = new ArrayList<>();
        for (StepRecord step : sources.jobs().steps(job.id())) {
            decisions.add(decision("step-" + decisions.size(), step));
        }
        List<JobDetail.PendingSignal> pending =
                sources.jobs().signals(job.id()).stream()
                        .filter(signal -> !signal.taken() && !job.state().isTerminal())
                        .map(JobSteps::pending)
                        .toList();
        String signal = job.waitingFor();
        boolean waits = job.state() == JobState.AWAITING_SIGNAL && signal != null;
        return new JobDetail.Steps(
                List.copyOf(decisions),
                pending,
                waits && signal != null
                        ? new JobDetail.SignalForm(
                                links.jobAction(job.id(), "signal"),
                                signal,
                                rights.refusal(Operation.SIGNAL_JOB))
                        : null);
    }

    private static JobDetail.PendingSignal pending(SignalRecord signal) {
        return new JobDetail.PendingSignal(signal.name(), signal.sender(), signal.at());
    }

    private JobDetail.Decision decision(String id, StepRecord step) {
        String result = step.result().equals("null") ? null : step.result();
        boolean shown = sources.payloadsShown();
        String note = "";
        if (result != null && !shown) {
            int bytes = result.getBytes(StandardCharsets.UTF_8).length;
            note = HealthReport.count(bytes, "byte") + ", hidden. " + JobDetailSource.SHOW;
        }
        return new JobDetail.Decision(
                id,
                pill(step.kind()),
                step.name(),
                what(step) + ", attempt " + step.attempt(),
                step.at(),
                shown ? result : null,
                note);
    }

    private static StatePill pill(StepRecord.Kind kind) {
        return switch (kind) {
            case STEP -> new StatePill("Done", "done", Tone.DONE);
            case SIGNAL -> new StatePill("Received", "play", Tone.ALIVE);
            case TIMEOUT -> new StatePill("Timed out", "later", Tone.LATER);
        };
    }

    private static String what(StepRecord step) {
        return switch (step.kind()) {
            case STEP -> "Step";
            case SIGNAL -> "Signal from " + step.sender();
            case TIMEOUT -> "No signal came in time";
        };
    }
}
