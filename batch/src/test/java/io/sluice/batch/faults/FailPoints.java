package io.sluice.batch.faults;

import io.sluice.servers.LeashedProcess;
import io.sluice.store.Backlog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Puts fail points around the ports of a node: the backlog, the database, and the record of runs. Whoever comes first to
 * the armed one dies there as by {@code kill -9}, or is held up until a file exists.
 */
class FailPoints {
    static final String ARMED = "sluice.test.fail-point";
    /** Instead of dying, loses the connection there: what was done before is done, but nobody says so. */
    static final String LOSING = "sluice.test.fail-losing-connection";

    /** Instead of dying, waits for that file. */
    static final String UNTIL = "sluice.test.fail-until";

    static final String HELD = "held at ";
    static final String LOST = "lost at ";

    private static final AtomicBoolean FIRED = new AtomicBoolean();

    @Bean
    static BeanPostProcessor armedFailPoints() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof Backlog backlog) {
                    return proxy(Backlog.class, backlog, FailPoints::aroundBacklog);
                }
                if (bean instanceof JobRepository repository) {
                    return proxy(JobRepository.class, repository, FailPoints::aroundRepository);
                }
                return bean instanceof DataSource source ? new Database(source) : bean;
            }
        };
    }

    /** Does the call, with fail points around it. */
    private interface Around {
        @Nullable
        Object call(Method method, @Nullable Object @Nullable [] arguments, Call call) throws Throwable;
    }

    private interface Call {
        @Nullable
        Object proceed() throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Around around) {
        return type.cast(Proxy.newProxyInstance(
                FailPoints.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> around.call(method, arguments, () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }

    private static @Nullable Object aroundBacklog(Method method, @Nullable Object @Nullable [] arguments, Call call)
            throws Throwable {
        return switch (method.getName()) {
            case "peek" -> between(FailPoint.START, call, FailPoint.READ);
            case "acknowledge" -> between(FailPoint.BEFORE_ACKNOWLEDGE, call, FailPoint.AFTER_ACKNOWLEDGE);
            case "acknowledgeHistory" ->
                between(FailPoint.BEFORE_HISTORY_ACKNOWLEDGE, call, FailPoint.AFTER_HISTORY_ACKNOWLEDGE);
            default -> call.proceed();
        };
    }

    private static @Nullable Object aroundRepository(Method method, @Nullable Object @Nullable [] arguments, Call call)
            throws Throwable {
        if (arguments != null
                && arguments.length == 1
                && arguments[0] instanceof StepExecution step
                && method.getName().equals("update")
                && step.getWriteCount() > 0) {
            reach(FailPoint.BEFORE_METADATA);
        }
        return call.proceed();
    }

    private static @Nullable Object between(FailPoint before, Call call, FailPoint after) throws Throwable {
        reach(before);
        var answer = call.proceed();
        reach(after);
        return answer;
    }

    private static void reach(FailPoint point) throws SQLException {
        if (!point.name().equals(System.getProperty(ARMED)) || !FIRED.compareAndSet(false, true)) {
            return;
        }
        if (Boolean.getBoolean(LOSING)) {
            System.out.println(LOST + point);
            throw new SQLNonTransientConnectionException("connection lost", "08007");
        }
        var until = System.getProperty(UNTIL);
        if (until == null) {
            Runtime.getRuntime().halt(LeashedProcess.SIGNALLED + 9);
        }
        System.out.println(HELD + point);
        while (!Files.exists(Path.of(String.valueOf(until)))) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Sees which connections write settings. */
    private static final class Database extends DelegatingDataSource {
        Database(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var real = super.getConnection();
            var writes = new AtomicBoolean();
            return proxy(Connection.class, real, (method, arguments, call) -> {
                if (method.getName().equals("prepareStatement")
                        && arguments != null
                        && String.valueOf(arguments[0]).startsWith("INSERT INTO setting (")) {
                    writes.set(true);
                    var statement = (PreparedStatement) Objects.requireNonNull(call.proceed());
                    return proxy(PreparedStatement.class, statement, FailPoints::aroundStatement);
                }
                if (method.getName().equals("commit") && writes.getAndSet(false)) {
                    return between(FailPoint.BEFORE_COMMIT, call, FailPoint.AFTER_COMMIT);
                }
                return call.proceed();
            });
        }
    }

    private static @Nullable Object aroundStatement(Method method, @Nullable Object @Nullable [] arguments, Call call)
            throws Throwable {
        return method.getName().equals("executeBatch")
                ? between(FailPoint.BEFORE_UPSERT, call, FailPoint.AFTER_UPSERT)
                : call.proceed();
    }
}
