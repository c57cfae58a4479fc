package dev.mayfly.kernel.supervise;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a supervisor is made of.
 *
 * @param name shown on screens and in events
 * @param queue where it runs, if it is at the top; one below a supervisor runs where that runs
 * @param strategy one for one unless said otherwise
 * @param intensity 1 in 5 s unless said otherwise
 * @param autoShutdown never unless said otherwise
 * @param children in the order of their start
 * @param template what children of {@link RestartStrategy#SIMPLE_ONE_FOR_ONE} are like, its body
 *     aside; null for every other strategy
 */
public record SupervisorSpec(
        String name,
        String queue,
        RestartStrategy strategy,
        RestartIntensity intensity,
        AutoShutdown autoShutdown,
        List<ChildSpec> children,
        @Nullable ChildSpec template) {

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if the name is blank, two children have one id, a child is
     *     significant under {@link AutoShutdown#NEVER}, or children are listed under {@link
     *     RestartStrategy#SIMPLE_ONE_FOR_ONE}, which wants a template instead
     */
    public SupervisorSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a supervisor's name must not be blank");
        }
        children = List.copyOf(children);
        boolean dynamic = strategy == RestartStrategy.SIMPLE_ONE_FOR_ONE;
        if (dynamic != (template != null) || dynamic && !children.isEmpty()) {
            throw new IllegalArgumentException(
                    "supervisor "
                            + name
                            + ": SIMPLE_ONE_FOR_ONE wants a template and no children, every other"
                            + " strategy children and no template; use dynamic(template) or"
                            + " child(spec)");
        }
        Set<String> ids = new HashSet<>();
        for (ChildSpec child : children) {
            if (!ids.add(child.id())) {
                throw new IllegalArgumentException(
                        "supervisor " + name + " has two children \"" + child.id() + '"');
            }
            checkSignificant(name, autoShutdown, child);
        }
        if (template != null) {
            checkSignificant(name, autoShutdown, template);
        }
    }

    /**
     * Refuses a significant child where nothing comes of it.
     *
     * @param name the supervisor's
     * @param autoShutdown the supervisor's
     * @param child the child
     * @throws IllegalArgumentException if it is significant and the supervisor ends for none
     */
    private static void checkSignificant(String name, AutoShutdown autoShutdown, ChildSpec child) {
        if (child.significant() && autoShutdown == AutoShutdown.NEVER) {
            throw new IllegalArgumentException(
                    "child \""
                            + child.id()
                            + "\" is significant, but supervisor "
                            + name
                            + " never ends by itself; set autoShutdown");
        }
    }

    /**
     * Checks a child that is to be added later.
     *
     * @param child the child
     * @throws IllegalArgumentException if this supervisor cannot have it
     */
    public void check(ChildSpec child) {
        checkSignificant(name, autoShutdown, child);
    }

    /**
     * Makes a description.
     *
     * @param name the supervisor's
     * @param settings sets what differs from the defaults
     * @return the description
     * @throws IllegalArgumentException if the parts do not fit
     */
    public static SupervisorSpec of(String name, Consumer<Builder> settings) {
        var builder = new Builder();
        settings.accept(builder);
        return new SupervisorSpec(
                name,
                builder.queue,
                builder.strategy,
                builder.intensity,
                builder.autoShutdown,
                builder.children,
                builder.template);
    }

    /** Gathers the parts. Belongs to one thread. */
    public static final class Builder {

        private final List<ChildSpec> children = new ArrayList<>();
        private String queue = "default";
        private RestartStrategy strategy = RestartStrategy.ONE_FOR_ONE;
        private RestartIntensity intensity = RestartIntensity.DEFAULT;
        private AutoShutdown autoShutdown = AutoShutdown.NEVER;
        private @Nullable ChildSpec template;

        private Builder() {}

        /**
         * Sets the queue whose engine and priority the supervisor and its children get. They take
         * none of its slots. Of no effect below a supervisor.
         *
         * @param name {@code default} if not set
         * @return this
         */
        public Builder queue(String name) {
            this.queue = name;
            return this;
        }

        /**
         * Sets whom to start again.
         *
         * @param strategy one for one if not set
         * @return this
         */
        public Builder strategy(RestartStrategy strategy) {
            this.strategy = strategy;
            return this;
        }

        /**
         * Sets how often children are started again before the supervisor gives up.
         *
         * @param intensity 1 in 5 s if not set
         * @return this
         */
        public Builder intensity(RestartIntensity intensity) {
            this.intensity = intensity;
            return this;
        }

        /**
         * Sets whether the supervisor ends by itself.
         *
         * @param autoShutdown never if not set
         * @return this
         */
        public Builder autoShutdown(AutoShutdown autoShutdown) {
            this.autoShutdown = autoShutdown;
            return this;
        }

        /**
         * Adds a child, to be started after those added before.
         *
         * @param child how
         * @return this
         */
        public Builder child(ChildSpec child) {
            children.add(child);
            return this;
        }

        /**
         * Makes this a supervisor of dynamic children: sets the strategy {@link
         * RestartStrategy#SIMPLE_ONE_FOR_ONE}, and what its children are like.
         *
         * @param template everything but the body, which each child brings
         * @return this
         */
        public Builder dynamic(Template template) {
            this.strategy = RestartStrategy.SIMPLE_ONE_FOR_ONE;
            this.template = template.spec();
            return this;
        }
    }

    /**
     * What dynamic children are like.
     *
     * @param id what all of them are called
     * @param restart when one is started again
     * @param shutdown how one is ended
     */
    public record Template(String id, ChildSpec.Restart restart, ChildSpec.Shutdown shutdown) {

        /**
         * Dynamic children with a worker's time to end in.
         *
         * @param id what all of them are called
         * @param restart when one is started again
         */
        public Template(String id, ChildSpec.Restart restart) {
            this(id, restart, new ChildSpec.Shutdown.Within(ChildSpec.DEFAULT_SHUTDOWN));
        }

        private ChildSpec spec() {
            return ChildSpec.worker(id, task -> null).withRestart(restart).withShutdown(shutdown);
        }
    }
}
