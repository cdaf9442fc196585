package dev.omnihuman.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether a host can only be this machine. */
public final class Loopback {

  private Loopback() {}

  /** Looks at the resolved addresses, because {@code 127.1} and {@code 2130706433} are loopback. */
  public static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
