// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What is wrong with a file, in words for the person whose it is. */
public final class FileFault {
  private FileFault() {}

  /** The file, where it is known, and what could not be done. */
  public static String of(IOException fault) {
    if (fault instanceof CharacterCodingException) {
      return "is not UTF-8 text";
    }
    if (fault instanceof FileSystemException file) {
      String named = file.getOtherFile() == null ? "" : " to " + file.getOtherFile();
      return file.getFile() + named + ": " + what(file);
    }
    String message = fault.getMessage();
    return message == null ? "the connection or the file was closed" : message;
  }

  /** The same where the fault itself may not know the file. */
  public static String of(Path file, IOException fault) {
    return fault instanceof FileSystemException ? of(fault) : file + ": " + of(fault);
  }

  /** Whether the machine had no file or no memory left for it, which is no fault of the file. */
  public static boolean ranOut(IOException fault) {
    String message = String.valueOf(fault.getMessage());
    return message.contains("Too many open files") || message.contains("Cannot allocate memory");
  }

  // The messages of file faults are often just the path again.
  private static String what(FileSystemException fault) {
    if (fault instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (fault instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (fault instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    if (fault instanceof NotDirectoryException) {
      return "is no folder";
    }
    if (fault instanceof DirectoryNotEmptyException) {
      return "is not empty";
    }
    return fault.getReason() == null ? "cannot be used" : fault.getReason();
  }
}
