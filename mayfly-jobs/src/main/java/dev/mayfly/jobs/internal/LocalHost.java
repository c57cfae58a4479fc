package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.internal.share.Host;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.time.Clock;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** This process, as those see it who take jobs for it. */
record LocalHost(JobRuntime runtime) implements Host {

    @Override
    public String node() {
        return runtime.node();
    }

    @Override
    public Clock clock() {
        return runtime.clock();
    }

    @Override
    public Set<String> names() {
        var names = new HashSet<String>();
        for (JobDefinition<?, ?> definition : runtime.registry().definitions()) {
            names.add(definition.name());
            names.addAll(definition.aliases());
        }
        return names;
    }

    @Override
    public Map<String, Integer> queues() {
        var queues = new HashMap<String, Integer>();
        for (QueueSnapshot queue : runtime.scheduler().snapshot().queues()) {
            if (!queue.paused()) {
                queues.put(queue.name(), queue.concurrency());
            }
        }
        return queues;
    }

    @Override
    public boolean isRestricted(String queue) {
        return runtime.rules().policies().restricts(queue);
    }

    @Override
    public void taken(JobRecord job) {
        runtime.dispatch(runtime.live().take(job), job);
    }

    @Override
    public int fence(long incarnation) {
        return runtime.live().fence(incarnation);
    }

    @Override
    public void cancel(JobRecord job) {
        LiveJob running = runtime.live().find(job.id());
        if (running != null) {
            running.requestCancel(job.epoch());
        }
    }

    @Override
    public void lookAfterRemote() {
        runtime.live().lookAfterRemote();
        runtime.rules().refresh();
        runtime.batches().lookAtAll();
    }
}
