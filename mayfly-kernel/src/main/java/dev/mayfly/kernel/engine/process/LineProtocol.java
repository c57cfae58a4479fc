package dev.mayfly.kernel.engine.process;

/**
 * How a program speaks with its task: one message a line on its standard output, in UTF-8.
 *
 * <pre>
 * {"progress": 0.4}                      or {"progress": 0.4, "message": "half of the files"}
 * {"log": "skipped a broken file"}
 * {"result": {"files": 17}}              any JSON value; the last one counts
 * </pre>
 *
 * <p>What it is asked stands as one JSON object on its standard input. An object may hold one of
 * the three keys only. A shell script needs no more than this:
 *
 * <pre>
 * #!/bin/sh
 * read -r request
 * echo '{"progress": 0.5, "message": "counting"}'
 * echo "{\"result\": $(ls | wc -l)}"
 * </pre>
 *
 * <p>and a Python program:
 *
 * <pre>
 * import json, sys
 * request = json.loads(sys.stdin.readline())
 * def say(**message): print(json.dumps(message), flush=True)
 * say(progress=0.5, message="adding")
 * say(result=sum(request["numbers"]))
 * </pre>
 *
 * <p>The kernel knows no JSON: whoever makes a {@link ProcessEngine} gives it an implementation.
 *
 * <p>Thread rule: safe for use by any thread.
 */
@FunctionalInterface
public interface LineProtocol {

    /** One message of a program. */
    sealed interface Message {

        /**
         * How far it is.
         *
         * @param fraction 0 to 1
         * @param message what it does now, possibly empty
         */
        record Progress(double fraction, String message) implements Message {}

        /**
         * A line for the log.
         *
         * @param line the line
         */
        record Log(String line) implements Message {}

        /**
         * What came of it.
         *
         * @param json any JSON value, as text
         */
        record Result(String json) implements Message {}
    }

    /**
     * Reads one line.
     *
     * @param line the line, without its end
     * @return the message
     * @throws IllegalArgumentException if it is none; the message says what is wrong
     */
    Message read(String line);

    /**
     * The protocol of an engine that has none: refuses every line and says why.
     *
     * @return a protocol without JSON
     */
    static LineProtocol none() {
        return line -> {
            throw new IllegalArgumentException(
                    "this process engine was made without a LineProtocol; give it one, or use"
                            + " Output.TEXT");
        };
    }
}
