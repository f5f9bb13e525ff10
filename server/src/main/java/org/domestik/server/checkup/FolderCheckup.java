// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.command.Findings;
import org.domestik.server.folder.DataFolder;
import org.domestik.server.tls.TlsFolder;

/** What is wrong with a data folder: its disk, its rights, its certificate. */
public final class FolderCheckup {
  private static final Logger LOG = Logger.getLogger("org.domestik.server.checkup");
  private static final Pattern FILES = Pattern.compile("(?m)^Max open files +(\\d{1,9}) ");
  private static final int LEAST_FILES = 512;
  private static final long LEAST_BYTES = 512L << 20;
  private static final double LEAST_SHARE = 0.05;
  private static final Duration SOON = Duration.ofDays(14);

  private final Findings findings;

  public FolderCheckup(Findings findings) {
    this.findings = findings;
  }

  /** Looks at a folder and the disk it is on. */
  public void folder(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        findings.wrong(
            "the data folder " + folder + " is not there", "start the server, or name another");
        return;
      }
      if (!Files.isWritable(folder)) {
        findings.wrong(
            "the data folder " + folder + " may not be written by this user",
            "run this as the user the server runs as, or: chown -R USER " + folder);
      }
      Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
      if (rights.contains(PosixFilePermission.OTHERS_READ)
          || rights.contains(PosixFilePermission.OTHERS_EXECUTE)) {
        findings.wrong("others may look into " + folder, "chmod 700 " + folder);
      }
      disk(folder);
    } catch (IOException e) {
      findings.wrong(
          "the data folder " + folder + " cannot be looked at: " + FileFault.of(e),
          "see its rights");
    }
  }

  private void disk(Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    long free = disk.getUsableSpace();
    long all = disk.getTotalSpace();
    String words =
        "disk: " + (free >> 20) + " of " + (all >> 20) + " MiB are free where " + folder + " is";
    if (free < LEAST_BYTES || free < all * LEAST_SHARE) {
      findings.wrong(
          words, "free some; ./domestik plan says what purge will, policies what is kept");
    } else {
      findings.fine(words);
    }
  }

  /** Looks how many files the server that runs on a folder may have open. */
  public void files(Path folder) {
    try {
      String pid = Files.readString(DataFolder.pid(folder)).strip();
      files(Files.readString(Path.of("/proc", pid, "limits")));
    } catch (IOException | InvalidPathException e) {
      LOG.fine(
          () -> "what the server may have open is not known: " + e); // None runs, or another's.
    }
  }

  /** Likewise, of what the kernel says of a process. */
  void files(String limits) {
    Matcher files = FILES.matcher(limits);
    if (files.find() && Integer.parseInt(files.group(1)) < LEAST_FILES) {
      findings.wrong(
          "the server may have only " + files.group(1) + " files open: each connection is one",
          "LimitNOFILE=4096 in its unit, or ulimit -n 4096 before it starts; then restart it");
    }
  }

  /** Looks at the certificate, if there is one. */
  public void certificate(Path folder, Instant now) {
    TlsFolder tls = new TlsFolder(folder);
    if (!tls.exists()) {
      return;
    }
    try {
      Instant end = tls.expires();
      if (now.plus(SOON).isAfter(end)) {
        findings.wrong(
            "the certificate is good until " + end, "renew it, or: ./domestik secure --data DIR");
      } else {
        findings.fine("certificate: good until " + end);
      }
    } catch (BadInput e) {
      findings.wrong("certificate: " + e.getMessage(), "./domestik secure --data DIR");
    }
  }
}
