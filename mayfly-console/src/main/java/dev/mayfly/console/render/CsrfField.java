package dev.mayfly.console.render;

/**
 * A hidden field that shows that a form came from a page of this console.
 *
 * @param name the field's name
 * @param value the token
 */
public record CsrfField(String name, String value) {}
