package dev.omnihuman.health;

import java.util.function.Supplier;

/**
 * Looks at one thing.
 *
 * @param look what it throws is bad news, too
 */
public record Check(String name, Supplier<Finding> look) {}
