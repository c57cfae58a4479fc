package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.kernel.carrier.VirtualThreads;

import java.util.List;

/** How a user gives the JVM the option that owned carriers need, ready to paste. */
public final class OwnedCarriers {

    private OwnedCarriers() {}

    /**
     * The ways, each with what it is for.
     *
     * @return lines such as {@code IDE, in the VM options: --add-opens=…}
     */
    public static List<String> ways() {
        String option = VirtualThreads.OPTION;
        return List.of(
                "Maven: mvn spring-boot:run -Dspring-boot.run.jvmArguments=" + option,
                "Gradle: bootRun { jvmArgs '" + option + "' }",
                "IDE, in the VM options: " + option,
                "container: ENV JAVA_TOOL_OPTIONS=\"" + option + "\"",
                "jar: java " + option + " -jar app.jar");
    }

    static String advice() {
        return "Set the mode to auto or portable, or give the JVM the option:\n    "
                + String.join("\n    ", ways());
    }
}
