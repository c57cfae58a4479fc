package dev.mayfly.guide.migration.dbscheduler;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler.MaxRetriesFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;

import dev.mayfly.guide.migration.Outbox;

import org.springframework.context.annotation.Bean;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** As it was. */
class Old {

    // tag::db-scheduler-before[]
    static final TaskDescriptor<Parcel> SEND = TaskDescriptor.of("send-parcel", Parcel.class);

    @Bean
    OneTimeTask<Parcel> sendParcel(Outbox outbox) {
        var backoff = new ExponentialBackoffFailureHandler<Parcel>(Duration.ofSeconds(10), 2);
        return Tasks.oneTime(SEND)
                .onFailure(new MaxRetriesFailureHandler<>(4, backoff))
                .execute((instance, context) -> outbox.send(instance.getData().address()));
    }

    @Bean
    RecurringTask<Void> countStock(Outbox outbox) {
        return Tasks.recurring(
                        "count-stock", Schedules.cron("0 0 3 * * *", ZoneId.of("Europe/Berlin")))
                .execute((instance, context) -> outbox.send("stock counted"));
    }

    void send(SchedulerClient client, Parcel parcel) {
        client.scheduleIfNotExists(
                SEND.instance(parcel.order()).data(parcel).scheduledTo(Instant.now()));
    }
    // end::db-scheduler-before[]
}
