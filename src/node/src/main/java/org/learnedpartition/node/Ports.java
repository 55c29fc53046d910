package org.learnedpartition.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.Set;

/** TCP ports of the loopback interface. */
final class Ports {
  /**
   * Below the range that systems take for outgoing connections: a node binds only after seconds.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 31_999;

  private Ports() {}

  static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A port that nothing listens at, added to those taken already. */
  static int choose(Set<Integer> taken) {
    Random random = new Random();
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = random.nextInt(FIRST, LAST + 1);
      if (!taken.contains(port) && free(port)) {
        taken.add(port);
        return port;
      }
    }
    throw new NodeException(
        "no free port found between " + FIRST + " and " + LAST + "; give one with --port.");
  }
}
