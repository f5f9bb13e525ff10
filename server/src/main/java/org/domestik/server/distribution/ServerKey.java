// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.distribution;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.SignedProbe;

/**
 * The key by which agents know that a probe is this server's. In the data folder, {@code
 * probes.key} is the secret half, readable by its owner only.
 */
public final class ServerKey {
  private static final String FILE = "probes.key";

  private final String publicKey;
  private final PrivateKey secret;

  private ServerKey(String publicKey, PrivateKey secret) {
    this.publicKey = publicKey;
    this.secret = secret;
  }

  /**
   * Reads the key of a data folder; makes it where there is none yet.
   *
   * @throws BadInput if it can be neither read nor made
   */
  public static ServerKey of(Path data) {
    Path file = data.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2) {
        throw new BadInput(file + " is no key; move it away, and agents must pin the new one");
      }
      byte[] secret = Base64.getDecoder().decode(lines.get(1));
      SignedProbe.publicKey(lines.getFirst());
      return new ServerKey(
          lines.getFirst(),
          KeyFactory.getInstance(SignedProbe.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(secret)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new BadInput(file + " cannot be read as a key: " + e.getMessage(), e);
    }
  }

  private static void create(Path file) throws IOException, GeneralSecurityException {
    KeyPair keys = KeyPairGenerator.getInstance(SignedProbe.ALGORITHM).generateKeyPair();
    Base64.Encoder text = Base64.getEncoder();
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "probes", ".key");
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        draft,
        text.encodeToString(keys.getPublic().getEncoded())
            + "\n"
            + text.encodeToString(keys.getPrivate().getEncoded())
            + "\n");
    try {
      // A link fails where a server and a command both make one at this moment: the first stays.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Then that one is the key.
    } finally {
      Files.delete(draft);
    }
  }

  /** What agents pin, in Base64. */
  public String publicKey() {
    return publicKey;
  }

  SignedProbe sign(String name, long version, List<String> hosts, String source) {
    try {
      Signature signature = Signature.getInstance(SignedProbe.ALGORITHM);
      signature.initSign(secret);
      signature.update(SignedProbe.signedBytes(name, version, hosts, source));
      String text = Base64.getEncoder().encodeToString(signature.sign());
      return new SignedProbe(name, version, hosts, source, text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
