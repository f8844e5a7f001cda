package io.sluice.batch.schedule;

import io.sluice.batch.archive.Transactions;
import io.sluice.batch.backlog.BacklogWatch;
import io.sluice.batch.run.Misfires;
import io.sluice.batch.run.Runs;
import java.time.Clock;
import org.quartz.Scheduler;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the schedule. A process that shall not overwrite what is stored leaves it as it is. */
@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {
    @Bean
    SchedulerFactoryBeanCustomizer misfireCounter(Misfires misfires) {
        return factory -> factory.setGlobalTriggerListeners(new MisfireCounter(misfires));
    }

    @Bean
    Timetable timetable(Runs runs, ScheduleProperties properties) {
        return new Timetable(runs.jobs(), properties.schedule());
    }

    @Bean
    Schedule schedule(
            Scheduler scheduler, Timetable timetable, Transactions transactions, Misfires misfires, Clock clock) {
        return new Schedule(scheduler, timetable, transactions, misfires, clock);
    }

    /** Before the scheduler starts. */
    @Bean
    @ConditionalOnBooleanProperty("spring.quartz.overwrite-existing-jobs")
    SmartInitializingSingleton scheduleAdoption(Schedule schedule) {
        return schedule::adopt;
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "spring.quartz.auto-startup", matchIfMissing = true)
    ScheduleWatch scheduleWatch(
            Schedule schedule,
            BacklogWatch backlog,
            Runs runs,
            Timetable timetable,
            FiringJournal journal,
            Clock clock) {
        var threshold = new Threshold(timetable.timing(Timetable.DRAIN));
        return new ScheduleWatch(schedule, backlog, runs, threshold, journal, clock);
    }
}
