package dev.omnihuman.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What people must know who call the port from elsewhere. It does not print itself. */
public final class AccessToken {

  private final byte[] value;

  public AccessToken(String value) {
    this.value = value.getBytes(StandardCharsets.UTF_8);
  }

  /** In a time that tells nothing of how much of it is right. */
  boolean is(String said) {
    return MessageDigest.isEqual(value, said.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "AccessToken[****]";
  }
}
