package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.step.SignalRejectedException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.List;

/**
 * The steps and signals of a job over HTTP, at {@code /actuator/jobsteps/{id}} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX. Results and payloads are not
 * shown, only their sizes.
 */
@Endpoint(id = "jobsteps")
public final class JobStepsEndpoint {

    private final Jobs jobs;

    /**
     * An endpoint.
     *
     * @param jobs whose steps
     */
    public JobStepsEndpoint(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * A job's steps and signals.
     *
     * @param id the job's
     * @param state where the job stands
     * @param waitingFor the signal that it waits for; null for none
     * @param until when it stops waiting; null unless it waits
     * @param steps finished steps and waits, in order
     * @param signals what was sent to it, in order
     */
    public record JobSteps(
            String id,
            String state,
            @Nullable String waitingFor,
            @Nullable Instant until,
            List<Step> steps,
            List<Signal> signals) {}

    /**
     * A finished step or wait.
     *
     * @param kind {@code STEP}, {@code SIGNAL} or {@code TIMEOUT}
     * @param name of the step or the signal
     * @param attempt in which attempt
     * @param at when
     * @param bytes the size of the result or the payload as JSON
     */
    public record Step(String kind, String name, int attempt, Instant at, int bytes) {}

    /**
     * A signal.
     *
     * @param name which
     * @param id what its sender calls it; empty for none
     * @param sender who sent it
     * @param at when
     * @param taken whether the job has been given it
     */
    public record Signal(String name, String id, String sender, Instant at, boolean taken) {}

    /**
     * What became of a signal.
     *
     * @param accepted true if it is new; false if the job has had one with its id before
     */
    public record Sent(boolean accepted) {}

    /**
     * The steps and signals of a job.
     *
     * @param id which
     * @return plain data; null if there is no such job
     */
    @ReadOperation
    public @Nullable JobSteps steps(@Selector String id) {
        JobId job = id(id);
        JobRecord found = jobs.find(job).orElse(null);
        if (found == null) {
            return null;
        }
        return new JobSteps(
                id,
                found.state().name(),
                found.waitingFor(),
                found.waitingFor() == null ? null : found.dueAt(),
                jobs.steps(job).stream()
                        .map(step ->
                                new Step(
                                        step.kind().name(),
                                        step.name(),
                                        step.attempt(),
                                        step.at(),
                                        step.result().getBytes(StandardCharsets.UTF_8).length))
                        .toList(),
                jobs.signals(job).stream()
                        .map(signal ->
                                new Signal(
                                        signal.name(),
                                        signal.signalId(),
                                        signal.sender(),
                                        signal.at(),
                                        signal.taken()))
                        .toList());
    }

    /**
     * Sends a signal to a job.
     *
     * @param id to which
     * @param name which signal
     * @param payload JSON; null for none
     * @param sender who sends it, where the caller is not known by name; null for this node
     * @param signalId what the sender calls it, so that one sent again has no effect; null for none
     * @param security who calls; a name known to Spring Security is the sender, whatever is claimed
     * @return what became of it
     * @throws InvalidEndpointRequestException if the job does not take it, or the payload is no
     *     JSON
     */
    @WriteOperation
    public Sent signal(
            @Selector String id,
            String name,
            @Nullable String payload,
            @Nullable String sender,
            @Nullable String signalId,
            SecurityContext security) {
        Principal principal = security.getPrincipal();
        String claimed = sender == null ? "" : sender;
        try {
            var options =
                    new SignalOptions(
                            principal == null ? claimed : principal.getName(),
                            signalId == null ? "" : signalId);
            String json = payload == null ? "" : payload;
            return new Sent(jobs.signalJson(id(id), name, json, options));
        } catch (SignalRejectedException | PayloadException | IllegalArgumentException e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new InvalidEndpointRequestException(why, why);
        }
    }

    private static JobId id(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            String why = "\"" + text + "\" is no id of a job";
            throw new InvalidEndpointRequestException(why, why);
        }
    }
}
