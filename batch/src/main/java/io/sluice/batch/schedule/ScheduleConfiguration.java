package io.sluice.batch.schedule;

import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The schedule as it is configured takes the place of the stored one at each start. */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {
    static final JobKey DRAIN = JobKey.jobKey("drain", "sluice");
    static final TriggerKey DRAIN_TRIGGER = TriggerKey.triggerKey("drain", "sluice");

    @Bean
    JobDetail scheduledDrain() {
        return JobBuilder.newJob(ScheduledDrain.class)
                .withIdentity(DRAIN)
                .withDescription("copies dirty entries to the archive")
                .storeDurably()
                .requestRecovery()
                .build();
    }

    @Bean
    Trigger drainTrigger(JobDetail scheduledDrain, ScheduleProperties properties) {
        return TriggerBuilder.newTrigger()
                .withIdentity(DRAIN_TRIGGER)
                .forJob(scheduledDrain)
                .withSchedule(schedule(properties.drain()))
                .build();
    }

    /** What was missed is made up for by one firing, at once. */
    static ScheduleBuilder<?> schedule(ScheduleProperties.Drain drain) {
        if (drain.cron() != null) {
            return CronScheduleBuilder.cronSchedule(drain.cron())
                    .inTimeZone(TimeZone.getTimeZone(drain.zoneId()))
                    .withMisfireHandlingInstructionFireAndProceed();
        }
        return SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(drain.interval().toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNowWithExistingCount();
    }
}
