package dev.mayfly.guide.migration.dbscheduler;

import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import dev.mayfly.spring.Mayfly;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** While the table of the old library has rows. */
@Configuration(proxyBeanMethods = false)
class Drain {

    // tag::db-scheduler-drain[]
    @Bean
    OneTimeTask<Parcel> sendParcel(Mayfly mayfly) {
        return Tasks.oneTime("send-parcel", Parcel.class)
                .execute((instance, context) ->
                        mayfly.withIdempotencyKey(instance.getId())
                                .submit(Parcels::sendParcel, instance.getData()));
    }
    // end::db-scheduler-drain[]
}
