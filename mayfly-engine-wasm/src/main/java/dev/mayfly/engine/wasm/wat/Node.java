package dev.mayfly.engine.wasm.wat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A piece of the text: a word, a string, or a group in parentheses. */
sealed interface Node {

    int line();

    /** A keyword, a name or a number. */
    record Word(int line, String text) implements Node {}

    /** A string, its escapes resolved. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Text(int line, byte[] bytes) implements Node {
        String utf8() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** A group. */
    record Group(int line, List<Node> nodes) implements Node {

        /** The keyword that it begins with. */
        String head() {
            if (!nodes.isEmpty() && nodes.getFirst() instanceof Word word) {
                return word.text();
            }
            throw new WatException(line, "a group must begin with a keyword");
        }

        Reader tail() {
            head();
            return new Reader(line, nodes.subList(1, nodes.size()));
        }
    }

    /** Walks through the nodes of a group. */
    final class Reader {

        private final int line;
        private final List<Node> nodes;
        private int next;

        Reader(int line, List<Node> nodes) {
            this.line = line;
            this.nodes = nodes;
        }

        boolean hasNext() {
            return next < nodes.size();
        }

        Node next() {
            if (!hasNext()) {
                throw new WatException(line, "something is missing at the end of this group");
            }
            return nodes.get(next++);
        }

        /** Whether a word comes that begins so. */
        boolean isWord(String prefix) {
            return hasNext()
                    && nodes.get(next) instanceof Word word
                    && word.text().startsWith(prefix);
        }

        boolean isGroup(String head) {
            return hasNext() && nodes.get(next) instanceof Group group && group.head().equals(head);
        }

        /** The name that comes, or an empty text where none does. */
        String optionalName() {
            return isWord("$") ? word() : "";
        }

        String word() {
            Node node = next();
            if (node instanceof Word word) {
                return word.text();
            }
            throw new WatException(node.line(), "a word is expected here");
        }

        Text text() {
            Node node = next();
            if (node instanceof Text text) {
                return text;
            }
            throw new WatException(node.line(), "a string in quotes is expected here");
        }

        Group group() {
            Node node = next();
            if (node instanceof Group group) {
                return group;
            }
            throw new WatException(node.line(), "a group in parentheses is expected here");
        }

        int line() {
            return hasNext() ? nodes.get(next).line() : line;
        }
    }

    /** Reads a text. */
    final class Parser {

        private static final int DEEPEST = 200;

        private final String text;
        private int at;
        private int line = 1;
        private int depth;

        Parser(String text) {
            this.text = text;
        }

        List<Node> nodes() {
            List<Node> nodes = new ArrayList<>();
            for (skip(); at < text.length() && text.charAt(at) != ')'; skip()) {
                nodes.add(node());
            }
            return nodes;
        }

        List<Node> all() {
            List<Node> all = nodes();
            if (at < text.length()) {
                throw new WatException(line, "there is a ) too many");
            }
            return all;
        }

        private Node node() {
            int begin = line;
            char c = text.charAt(at);
            if (c == '(') {
                if (++depth > DEEPEST) {
                    throw new WatException(line, "groups are nested too deeply");
                }
                at++;
                List<Node> inner = nodes();
                if (at == text.length()) {
                    throw new WatException(begin, "this ( has no )");
                }
                at++;
                depth--;
                return new Group(begin, inner);
            }
            return c == '"' ? string() : word();
        }

        private Word word() {
            int from = at;
            while (at < text.length() && " \t\r\n()\";".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            if (at == from) {
                throw new WatException(line, "'" + text.charAt(at) + "' is not expected here");
            }
            return new Word(line, text.substring(from, at));
        }

        private Text string() {
            var bytes = new ByteArrayOutputStream();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\n') {
                    throw new WatException(line, "a string must end on its line");
                }
                if (text.charAt(at) == '\\') {
                    escape(bytes);
                } else {
                    int character = text.codePointAt(at);
                    bytes.writeBytes(
                            Character.toString(character).getBytes(StandardCharsets.UTF_8));
                    at += Character.charCount(character);
                }
            }
            if (at == text.length()) {
                throw new WatException(line, "this string has no end");
            }
            at++;
            return new Text(line, bytes.toByteArray());
        }

        private void escape(ByteArrayOutputStream bytes) {
            char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            int plain = "tnr\"'\\".indexOf(kind);
            if (plain >= 0) {
                bytes.write("\t\n\r\"'\\".charAt(plain));
                at += 2;
                return;
            }
            if (at + 2 >= text.length()
                    || Character.digit(kind, 16) < 0
                    || Character.digit(text.charAt(at + 2), 16) < 0) {
                throw new WatException(line, "\\" + kind + " is no escape in a string");
            }
            bytes.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
            at += 3;
        }

        private void skip() {
            while (at < text.length()) {
                if (text.startsWith(";;", at)) {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                } else if (text.startsWith("(;", at)) {
                    skipBlock();
                } else if (Character.isWhitespace(text.charAt(at))) {
                    line += text.charAt(at++) == '\n' ? 1 : 0;
                } else {
                    return;
                }
            }
        }

        private void skipBlock() {
            int end = text.indexOf(";)", at);
            if (end < 0) {
                throw new WatException(line, "this comment has no end");
            }
            line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
            at = end + 2;
        }
    }
}
