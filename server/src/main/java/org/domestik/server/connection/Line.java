// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** What HTTP reads from and writes to: the socket, with a {@link Connection} that looks on. */
final class Line implements ConnectionContext {
  private final ConnectionContext context;
  private final DataReader reader;
  private final DataWriter writer;

  Line(ConnectionContext context, Connection connection) {
    this.context = context;
    reader = DataReader.create(connection::receive);
    writer = new WatchedWriter(context.dataWriter(), connection);
  }

  private record WatchedWriter(DataWriter writer, Connection connection) implements DataWriter {
    private static int length(BufferData... buffers) {
      int length = 0;
      for (BufferData buffer : buffers) {
        length += buffer.available();
      }
      return length;
    }

    @Override
    public void write(BufferData... buffers) {
      connection.send(length(buffers), () -> writer.write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      connection.send(buffer.available(), () -> writer.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      connection.send(length(buffers), () -> writer.writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      connection.send(buffer.available(), () -> writer.writeNow(buffer));
    }

    @Override
    public void flush() {
      writer.flush();
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
