package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Database;

import java.util.List;

/**
 * The nodes of one process.
 *
 * @param peer whose
 * @param database where their tables are
 * @param url of it
 * @param counts the file of {@link SharedCounts}
 * @param place where the first of them counts
 * @param runtimes how many there are in the process
 * @param clustered whether there are more nodes, here or elsewhere
 * @param working whether they run jobs
 */
record Crew(
        String peer,
        Database database,
        String url,
        String counts,
        int place,
        int runtimes,
        boolean clustered,
        boolean working) {

    List<String> toArguments() {
        return List.of(
                peer,
                database.label(),
                url,
                counts,
                "" + place,
                "" + runtimes,
                "" + clustered,
                "" + working);
    }

    static Crew fromArguments(String... arguments) {
        return new Crew(
                arguments[0],
                Database.named(arguments[1]),
                arguments[2],
                arguments[3],
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Boolean.parseBoolean(arguments[6]),
                Boolean.parseBoolean(arguments[7]));
    }
}
