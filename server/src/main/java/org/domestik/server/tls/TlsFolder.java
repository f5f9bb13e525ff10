// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code tls} in the data folder: the server's key and certificate, or links to those
 * that another program renews.
 */
public final class TlsFolder {
  private static final String FOLDER = "tls";

  private final Path folder;

  public TlsFolder(Path data) {
    folder = data.resolve(FOLDER);
  }

  Path certificate() {
    return folder.resolve("server.crt");
  }

  Path key() {
    return folder.resolve("server.key");
  }

  /** Whether the server has a certificate. */
  public boolean exists() {
    return Files.isSymbolicLink(certificate()) || Files.exists(certificate());
  }

  /** The pin of the certificate there. */
  public String pin() {
    return Pin.of(Pem.certificates(certificate()).getFirst().getPublicKey());
  }

  /** Until when the certificate there is good. */
  public Instant expires() {
    return Pem.certificates(certificate()).getFirst().getNotAfter().toInstant();
  }

  /** What clients may call the server: the names and addresses of the certificate. */
  public List<String> names() {
    return Names.of(Pem.certificates(certificate()).getFirst());
  }

  Identity read() {
    return Identity.read(certificate(), key());
  }

  /** When the files behind the names last changed: another value tells that they did. */
  List<FileTime> changed() throws IOException {
    return List.of(Files.getLastModifiedTime(certificate()), Files.getLastModifiedTime(key()));
  }

  /**
   * Makes a certificate that its own key signed. A key that is there stays, as agents know the
   * server by it; else one is made.
   *
   * @param names DNS names and IP addresses
   * @throws BadInput where what is there does not do: a new key would shut agents out unasked
   */
  public void make(List<String> names) {
    Identity made = KeyMaker.make(names, former());
    StringBuilder chain = new StringBuilder();
    try {
      for (X509Certificate each : made.chain()) {
        chain.append(Pem.block("CERTIFICATE", each.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
    put(key(), Pem.block("PRIVATE KEY", made.key().getEncoded()));
    put(certificate(), chain.toString());
  }

  private @Nullable Identity former() {
    if (!exists() && Files.notExists(key(), LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try {
      return read();
    } catch (BadInput e) {
      throw new BadInput(
          e.getMessage()
              + "; put that right, or remove "
              + folder
              + " for a new key, by which agents have to be enrolled anew",
          e);
    }
  }

  /**
   * Takes a key and a certificate that others made, by a link: what renews them there renews them
   * here.
   */
  public void take(Path certificate, Path key, Instant now) {
    Identity.read(certificate, key).checkTime(now);
    link(key(), key);
    link(certificate(), certificate);
  }

  private void put(Path file, String text) {
    try {
      Path draft = draft(file);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void link(Path file, Path target) {
    try {
      Path draft = draft(file);
      Files.createSymbolicLink(draft, target.toAbsolutePath().normalize());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BadInput(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private Path draft(Path file) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path draft = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    return draft;
  }
}
