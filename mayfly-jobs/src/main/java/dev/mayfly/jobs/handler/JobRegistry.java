package dev.mayfly.jobs.handler;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The jobs that a process knows, by name and alias.
 *
 * <p>Thread rule: safe for use by any thread; a lookup never blocks.
 */
public final class JobRegistry {

    /** Replaced as a whole, so that readers need no lock; written under this object's monitor. */
    private volatile Entries entries = new Entries(new TreeMap<>(), new TreeMap<>());

    private record Entries(
            TreeMap<String, JobDefinition<?, ?>> byName,
            TreeMap<String, JobDefinition<?, ?>> byAlias) {}

    /** Creates an empty registry. */
    public JobRegistry() {}

    /**
     * Creates a registry of the given jobs.
     *
     * @param definitions the jobs
     * @throws IllegalStateException if two of them share a name or an alias
     */
    public JobRegistry(Collection<? extends JobDefinition<?, ?>> definitions) {
        definitions.forEach(this::register);
    }

    /**
     * Adds a job.
     *
     * @param definition the job
     * @throws IllegalStateException if its name or an alias is taken; names both jobs
     */
    public synchronized void register(JobDefinition<?, ?> definition) {
        var byName = new TreeMap<>(entries.byName);
        var byAlias = new TreeMap<>(entries.byAlias);
        claim(definition.name(), definition);
        byName.put(definition.name(), definition);
        for (String alias : definition.aliases()) {
            claim(alias, definition);
            byAlias.put(alias, definition);
        }
        entries = new Entries(byName, byAlias);
    }

    private void claim(String name, JobDefinition<?, ?> definition) {
        find(name)
                .ifPresent(other -> {
                    throw new IllegalStateException(
                            "two jobs want the name \""
                                    + name
                                    + "\": \""
                                    + other.name()
                                    + "\" ("
                                    + other.handler().getClass().getName()
                                    + ") and \""
                                    + definition.name()
                                    + "\" ("
                                    + definition.handler().getClass().getName()
                                    + "); give one of them another name");
                });
    }

    /**
     * Looks up a job.
     *
     * @param name its name or an alias
     * @return the job; empty if there is none
     */
    public Optional<JobDefinition<?, ?>> find(String name) {
        Entries now = entries;
        JobDefinition<?, ?> found = now.byName.get(name);
        return Optional.ofNullable(found != null ? found : now.byAlias.get(name));
    }

    /**
     * Looks up a job that must exist.
     *
     * @param name its name or an alias
     * @return the job
     * @throws UnknownJobException if there is none; suggests names that look alike
     */
    public JobDefinition<?, ?> get(String name) {
        return find(name).orElseThrow(() -> UnknownJobException.of(name, names()));
    }

    /**
     * All names, without aliases.
     *
     * @return the names in alphabetical order
     */
    public List<String> names() {
        return List.copyOf(entries.byName.keySet());
    }

    /**
     * All jobs.
     *
     * @return the jobs in alphabetical order of their names
     */
    public List<JobDefinition<?, ?>> definitions() {
        return List.copyOf(entries.byName.values());
    }
}
