package org.learnedpartition.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How to get into a cluster.
 *
 * @param user for basic authentication, or null for none
 * @param password of the user, or null
 * @param authorities certificates in PEM that the cluster's own may be signed by, or null for those
 *     that Java trusts
 */
public record ClusterAccess(String user, String password, Path authorities) {
  /** No user, and the certificates that Java trusts. */
  public static final ClusterAccess OPEN = new ClusterAccess(null, null, null);

  public ClusterAccess {
    if (user != null && (user.isEmpty() || user.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "[user] must be a name without a colon, got [" + user + "]");
    }
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException(
          user == null
              ? "there is a password for the cluster, but no user: name one with --user"
              : "user [" + user + "] has no password: set it in the variable LP_PASSWORD");
    }
  }

  /** The value of the header Authorization, or null. */
  String authorization() {
    return user == null
        ? null
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** What trusts the authorities, or null for Java's own. */
  SSLContext tls() throws IOException {
    if (authorities == null) {
      return null;
    }
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority " + number++, each);
      }
      if (number == 0) {
        throw new ClusterException("[" + authorities + "] has no certificates in PEM");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new ClusterException(
          "[" + authorities + "] has no certificates in PEM: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return user == null ? "nobody" : user;
  }
}
