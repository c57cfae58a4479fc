package dev.mayfly.sample.jarwatch.audit;

import java.nio.file.Path;
import java.util.List;

/** What an audit goes through. */
public sealed interface AuditTarget {

    /**
     * The target in a few words.
     *
     * @return for instance the folder's path
     */
    String description();

    /**
     * A folder with everything below it.
     *
     * @param root an existing, readable folder, its links resolved
     */
    record Folder(Path root) implements AuditTarget {

        @Override
        public String description() {
            return root.toString();
        }
    }

    /**
     * The class path of the running application.
     *
     * @param jars its jars, in order
     */
    record ClassPath(List<JarLocation> jars) implements AuditTarget {

        /** Keeps its own copy of the list. */
        public ClassPath {
            jars = List.copyOf(jars);
        }

        @Override
        public String description() {
            return "the running class path";
        }
    }
}
