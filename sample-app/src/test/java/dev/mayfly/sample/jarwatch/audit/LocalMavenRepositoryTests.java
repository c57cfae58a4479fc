package dev.mayfly.sample.jarwatch.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class LocalMavenRepositoryTests {

    @TempDir Path home;

    @Test
    void isInTheHomeFolderUnlessSaidOtherwise() {
        assertThat(folder(Map.of(), Map.of())).isEqualTo(home.resolve(".m2/repository"));
    }

    @Test
    void isWhereTheSystemPropertySays() throws Exception {
        settings("<settings><localRepository>/from/settings</localRepository></settings>");

        assertThat(folder(Map.of("maven.repo.local", "/from/property"), Map.of()))
                .isEqualTo(Path.of("/from/property"));
    }

    @Test
    void isWhereTheSettingsSay() throws Exception {
        settings(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
                  <profiles><profile><localRepository>/no</localRepository></profile></profiles>
                  <localRepository>${user.home}/jars/${env.TEAM}</localRepository>
                </settings>
                """);

        assertThat(folder(Map.of(), Map.of("TEAM", "blue"))).isEqualTo(home.resolve("jars/blue"));
        assertThat(folder(Map.of(), Map.of())).isEqualTo(home.resolve(".m2/repository"));
    }

    @Test
    void fallsBackFromSettingsThatMakeNoSense() throws Exception {
        settings("<settings><localRepository>");
        assertThat(folder(Map.of(), Map.of())).isEqualTo(home.resolve(".m2/repository"));

        settings("<settings><localRepository> </localRepository></settings>");
        assertThat(folder(Map.of(), Map.of())).isEqualTo(home.resolve(".m2/repository"));

        settings("<settings><localRepository>a\u0000b</localRepository></settings>");
        assertThat(folder(Map.of(), Map.of())).isEqualTo(home.resolve(".m2/repository"));
    }

    @Test
    void fetchesNothingThatSettingsRefer() throws Exception {
        Path secret = Files.writeString(home.resolve("secret"), "/stolen");
        settings(
                "<!DOCTYPE s [<!ENTITY x SYSTEM \""
                        + secret.toUri()
                        + "\">]><settings><localRepository>&x;</localRepository></settings>");

        assertThat(folder(Map.of(), Map.of())).isEqualTo(home.resolve(".m2/repository"));
    }

    private Path folder(Map<String, String> properties, Map<String, String> environment) {
        return new LocalMavenRepository(home, properties::get, environment::get).folder();
    }

    private void settings(String text) throws IOException {
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(home.resolve(".m2/settings.xml"), text);
    }
}
