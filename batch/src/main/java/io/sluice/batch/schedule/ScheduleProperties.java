package io.sluice.batch.schedule;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When runs start by themselves.
 *
 * @param schedule when each job starts by itself, by the name of the job
 */
@ConfigurationProperties("sluice")
record ScheduleProperties(@DefaultValue Map<String, Timing> schedule) {
    ScheduleProperties {
        schedule = new TreeMap<>(schedule);
        schedule.forEach((job, timing) -> timing.require(job));
    }
}
