package dev.mayfly.house.source;

/** The two sets of sources that a Maven module has. */
public enum SourceSet {
    MAIN("src/main/java"),
    TEST("src/test/java");

    private final String folder;

    SourceSet(String folder) {
        this.folder = folder;
    }

    /** The set's folder, relative to its module. */
    public String folder() {
        return folder;
    }
}
