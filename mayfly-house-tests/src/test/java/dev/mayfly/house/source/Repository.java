package dev.mayfly.house.source;

import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/** The repository these tests run in, found from the working folder upwards. */
public final class Repository {

    private Repository() {}

    /** The absolute folder that holds the root pom. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mayfly-kernel/pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "No folder with mayfly-kernel/pom.xml above " + start + ": run inside the clone.");
    }

    /** The modules that the root pom lists, in its order. */
    public static List<HouseModule> modules() {
        Path root = root();
        List<HouseModule> modules = new ArrayList<>();
        for (String name : texts(root.resolve("pom.xml"), "module")) {
            Path folder = root.resolve(name);
            List<String> skip = texts(folder.resolve("pom.xml"), "maven.deploy.skip");
            modules.add(new HouseModule(name, folder, !skip.contains("true")));
        }
        return modules;
    }

    /** All Java files of all modules. */
    public static List<SourceFile> javaFiles() {
        return modules().stream().flatMap(module -> module.javaFiles().stream()).toList();
    }

    /** Every artifact that a module's pom names, its own and its dependencies'. */
    public static List<String> artifacts(HouseModule module) {
        return texts(module.directory().resolve("pom.xml"), "artifactId");
    }

    private static List<String> texts(Path pom, String element) {
        try {
            Document document =
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(pom.toFile());
            NodeList nodes = document.getElementsByTagName(element);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                texts.add(nodes.item(i).getTextContent().strip());
            }
            return texts;
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("Cannot read " + pom, e);
        }
    }
}
