package dev.mayfly.sample.jarwatch.inspect;

import dev.mayfly.sample.jarwatch.jdk.JdkApi;

/** One judge for all tests, since building it takes a second. */
public final class TestJdk {

    /** The judge. */
    public static final JdkApi API = JdkApi.ofRunningJdk();

    private TestJdk() {}
}
