package dev.mayfly.sample.jarwatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.List;

@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    @Test
    void theLastLineEndsWithTheConsolesAddressWhichIsPrintedOnce(CapturedOutput output) {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(
                        JarwatchApplication.class,
                        "--server.port=0",
                        "--mayfly.dump-state-on-shutdown=false")) {
            String port = context.getEnvironment().getProperty("local.server.port");

            List<String> lines = output.getOut().lines().filter(line -> !line.isBlank()).toList();

            String address = "http://localhost:" + port + "/mayfly";
            assertThat(lines.getLast()).endsWith(address);
            assertThat(lines).filteredOn(line -> line.contains(address)).hasSize(1);
        }
    }
}
