// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.ServerProcess;

/** A side that is a process with a port. */
abstract class HttpSide implements Side {
  private final Path folder;
  private final int port;
  private final ServerProcess process;
  private Connection questions;

  HttpSide(Path folder, int port, ServerProcess process) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = process;
    this.questions = new Connection(port);
  }

  /** Where requests of a format go. */
  abstract String path(Format format);

  @Override
  public Load.Sender connect(Format format) throws IOException {
    String path = path(format);
    String type = format == Format.JSON ? "application/json" : "text/plain";
    Connection connection = new Connection(port);
    return new Load.Sender() {
      @Override
      public void send(Body body) throws IOException {
        connection.post(path, type, body.bytes());
      }

      @Override
      public void close() throws IOException {
        connection.close();
      }
    };
  }

  @Override
  public boolean takes(Format format) {
    return format == Format.LINES;
  }

  /** Asks over the one connection kept for questions, or a new one if the server has closed it. */
  public final synchronized String get(String path) throws IOException {
    try {
      return questions.get(path);
    } catch (Connection.Closed e) {
      questions.close();
      questions = new Connection(port);
      return questions.get(path);
    }
  }

  /** Posts a document as {@link #get} asks. */
  public final synchronized String post(String path, String document) throws IOException {
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    try {
      return questions.post(path, "application/json", body);
    } catch (Connection.Closed e) {
      questions.close();
      questions = new Connection(port);
      return questions.post(path, "application/json", body);
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public final int port() {
    return port;
  }

  public final ServerProcess process() {
    return process;
  }

  @Override
  public double cpuSeconds() {
    return process.cpuSeconds();
  }

  @Override
  public long peakMebibytes() {
    return process.peakMebibytes();
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    questions.close();
    process.close();
  }
}
