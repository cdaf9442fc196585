/** Kafka and JMS: how our clients of their brokers are made, and jobs that come in by them. */
@NullMarked
package dev.omnihuman.bus;

import org.jspecify.annotations.NullMarked;
