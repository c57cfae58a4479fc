package dev.mayfly.sample.jarwatch.audit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Finds the user's local Maven repository the way Maven does: the system property {@code
 * maven.repo.local}, then {@code <localRepository>} of {@code ~/.m2/settings.xml}, then {@code
 * ~/.m2/repository}. Maven's own installation-wide settings are not looked at.
 */
public final class LocalMavenRepository {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(env\\.)?([^}]+)}");

    private final Path home;
    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;

    /**
     * Creates a finder.
     *
     * @param home the user's home folder
     * @param properties looks up a system property, null when it is not set
     * @param environment looks up an environment variable, null when it is not set
     */
    public LocalMavenRepository(
            Path home,
            Function<String, @Nullable String> properties,
            Function<String, @Nullable String> environment) {
        this.home = home;
        this.properties = properties;
        this.environment = environment;
    }

    /**
     * Where the repository is, or would be.
     *
     * @return the folder, which need not exist
     */
    public Path folder() {
        String property = properties.apply("maven.repo.local");
        String configured = property != null && !property.isBlank() ? property : fromSettings();
        try {
            return configured == null
                    ? home.resolve(".m2").resolve("repository")
                    : Path.of(configured.strip()).toAbsolutePath();
        } catch (InvalidPathException e) {
            return home.resolve(".m2").resolve("repository");
        }
    }

    private @Nullable String fromSettings() {
        Path settings = home.resolve(".m2").resolve("settings.xml");
        if (!Files.isReadable(settings)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(settings)) {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            // The file is the user's own, but nothing in it may make this process fetch anything.
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            String text = localRepository(factory.createXMLStreamReader(in));
            return text == null || text.isBlank() ? null : expand(text);
        } catch (IOException | XMLStreamException e) {
            // Maven itself will tell the user about broken settings; the default serves here.
            return null;
        }
    }

    private static @Nullable String localRepository(XMLStreamReader xml) throws XMLStreamException {
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (depth == 2 && xml.getLocalName().equals("localRepository")) {
                        return xml.getElementText();
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
        return null;
    }

    /**
     * Expands what Maven expands there; null when a value is unknown, so that the default serves.
     */
    private @Nullable String expand(String text) {
        StringBuilder expanded = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            String value = value(matcher.group(1) != null, matcher.group(2));
            if (value == null) {
                return null;
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(expanded).toString();
    }

    private @Nullable String value(boolean ofEnvironment, String name) {
        if (ofEnvironment) {
            return environment.apply(name);
        }
        return name.equals("user.home") ? home.toString() : properties.apply(name);
    }
}
