package io.sluice.servers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** A container that keeps its loopback port and its data while it is stopped, killed and started again. */
public final class ContainerProcess implements ServerProcess {

    private static final int GRACE_SECONDS = 20;

    private final GenericContainer<?> container;
    private final int inside;
    private boolean created;

    /**
     * @param container configured, not yet started
     * @param port on this machine
     * @param inside the port that the server listens on in the container
     */
    public ContainerProcess(GenericContainer<?> container, int port, int inside) {
        this.inside = inside;
        this.container = container
                .withExposedPorts(inside)
                .withCreateContainerCmdModifier(command -> hostConfig(command)
                        .withPortBindings(
                                new PortBinding(Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(inside))));
    }

    /** One that counts as started at once: whether it is ready is for the server to find out, at a first and at a later start. */
    public static ContainerProcess of(String image, List<String> command, int port, int inside) {
        var container = new GenericContainer<>(image);
        container.withCommand(command.toArray(String[]::new)).waitingFor(new NoWait());
        container.setStartupCheckStrategy(new NoCheck());
        return new ContainerProcess(container, port, inside);
    }

    /**
     * Before the first start: lets the container keep its data in a folder of this machine, as the user who made the
     * folder around it (an image may have given its own folder to another user).
     *
     * @param inside the same folder as the container sees it
     */
    public ContainerProcess mount(Path folder, String inside) {
        try {
            Path around = folder.toAbsolutePath().getParent();
            String owner = Files.getAttribute(around, "unix:uid") + ":" + Files.getAttribute(around, "unix:gid");
            var bind = new Bind(folder.toAbsolutePath().toString(), new Volume(inside));
            container.withCreateContainerCmdModifier(command -> {
                command.withUser(owner);
                hostConfig(command).withBinds(bind);
            });
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + ": owner unknown", e);
        }
    }

    @Override
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("container " + container.getDockerImageName() + ": runs already");
        }
        if (created) {
            docker().startContainerCmd(container.getContainerId()).exec();
        } else {
            created = true;
            launch();
        }
    }

    @Override
    public void stop() {
        if (isAlive()) {
            docker().stopContainerCmd(container.getContainerId())
                    .withTimeout(GRACE_SECONDS)
                    .exec();
        }
    }

    @Override
    public void kill() {
        if (isAlive()) {
            docker().killContainerCmd(container.getContainerId()).exec();
            Deadline.await(
                    "container " + container.getContainerId() + " ended",
                    Duration.ofSeconds(GRACE_SECONDS),
                    () -> !isAlive());
        }
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public boolean isAlive() {
        return created && container.isRunning();
    }

    /** Its own address: other containers do not reach what is bound to the loopback of this machine. */
    @Override
    public String peer() {
        var network = docker().inspectContainerCmd(container.getContainerId())
                .exec()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next();
        return network.getIpAddress() + " " + inside;
    }

    @Override
    public String logTail() {
        return container.getContainerId() == null ? "(not started)" : container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
    }

    // A server that ends at once may be gone before the engine has told its ports: then this is where it shows.
    private void launch() {
        try {
            container.start();
        } catch (ContainerLaunchException e) {
            throw new IllegalStateException(
                    "container %s: not started%n%s".formatted(container.getDockerImageName(), logTail()), e);
        }
    }

    private static HostConfig hostConfig(CreateContainerCmd command) {
        return Objects.requireNonNull(command.getHostConfig(), "host configuration");
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private static final class NoCheck extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient docker, String id) {
            return StartupStatus.SUCCESSFUL;
        }
    }

    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // nothing to wait for
        }
    }
}
