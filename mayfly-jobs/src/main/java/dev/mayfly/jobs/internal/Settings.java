package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.handler.PayloadCodec;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.kernel.Scheduler;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What a runtime is built from.
 *
 * @param scheduler runs the attempts
 * @param registry the jobs that can be submitted
 * @param store where jobs are kept
 * @param codec how payloads and results become JSON
 * @param defaults how attempts are run where nothing else says
 * @param defaultQueue where jobs run for which nothing else says
 * @param node the name of this process
 * @param maxLiveJobs how many jobs that have not ended are held at most
 * @param random the source of jitter
 * @param listeners to be told of every change
 * @param interceptors wrap submissions and attempts, outermost first
 * @param limits what the configuration says of queues
 */
public record Settings(
        Scheduler scheduler,
        JobRegistry registry,
        JobStore store,
        PayloadCodec codec,
        JobSettings defaults,
        String defaultQueue,
        String node,
        int maxLiveJobs,
        RandomGenerator random,
        List<JobListener> listeners,
        List<JobInterceptor> interceptors,
        Map<String, QueueLimits> limits) {}
