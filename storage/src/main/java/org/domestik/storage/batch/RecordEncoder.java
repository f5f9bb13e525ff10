// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.storage.sql.Times;

/**
 * Writes batches as a record of the journal, with the database's numbers for hosts, probes and
 * series.
 *
 * <p>The names of a probe's values go with each sample: its columns may be others when it is read.
 */
public final class RecordEncoder {
  /** What stands before a delivery; older versions wrote none with a digest. */
  static final byte NO_DELIVERY = 0;

  private static final byte WITHOUT_DIGEST = 1;
  static final byte WITH_DIGEST = 2;

  private ByteBuffer bytes;

  private RecordEncoder(int size) {
    bytes = ByteBuffer.allocate(size);
  }

  /** One record of batches that were sent together. */
  public static byte[] write(List<PreparedBatch> batches) {
    RecordEncoder encoder = new RecordEncoder(size(batches));
    encoder.room(Integer.BYTES).putInt(batches.size());
    batches.forEach(encoder::write);
    byte[] bytes = encoder.bytes.array();
    return encoder.bytes.hasRemaining() ? Arrays.copyOf(bytes, encoder.bytes.position()) : bytes;
  }

  /** What they will take: exactly, where there are no runs. */
  private static int size(List<PreparedBatch> batches) {
    int size = Integer.BYTES;
    for (PreparedBatch batch : batches) {
      int delivery = batch.delivery() == null ? 0 : 4 * Long.BYTES;
      size += 3 * Integer.BYTES + 1 + delivery + 128 * batch.batch().runs().size();
      for (PreparedSample sample : batch.samples()) {
        size += 2 * Integer.BYTES + Long.BYTES + Short.BYTES;
        for (String name : sample.names()) {
          size += Integer.BYTES + name.length(); // All of ASCII.
        }
        size += sample.rows().limit();
      }
    }
    return size;
  }

  /** The buffer, with room for so many bytes more. */
  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      byte[] larger = Arrays.copyOf(bytes.array(), 2 * bytes.position() + more);
      bytes = ByteBuffer.wrap(larger).position(bytes.position());
    }
    return bytes;
  }

  private void bool(boolean value) {
    room(1).put((byte) (value ? 1 : 0));
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
  }

  private void write(PreparedBatch batch) {
    room(Integer.BYTES).putInt(batch.host().id());
    Delivery delivery = batch.delivery();
    Long digest = batch.digest();
    if (delivery == null) {
      room(1).put(NO_DELIVERY);
    } else {
      room(1 + 4 * Long.BYTES)
          .put(digest == null ? WITHOUT_DIGEST : WITH_DIGEST)
          .putLong(delivery.boot().getMostSignificantBits())
          .putLong(delivery.boot().getLeastSignificantBits())
          .putLong(delivery.sequence());
      if (digest != null) {
        bytes.putLong(digest);
      }
    }
    List<Run> runs = batch.batch().runs();
    room(Integer.BYTES).putInt(runs.size());
    runs.forEach(this::write);
    room(Integer.BYTES).putInt(batch.samples().size());
    batch.samples().forEach(this::write);
  }

  private void write(Run run) {
    text(run.probe());
    text(run.script());
    text(run.outcome().word());
    String error = run.error();
    bool(error != null);
    if (error != null) {
      text(error);
    }
    room(2 * Long.BYTES).putLong(Times.micros(run.time())).putLong(run.micros());
  }

  private void write(PreparedSample sample) {
    room(Integer.BYTES + Long.BYTES + Short.BYTES)
        .putInt(sample.probe().id())
        .putLong(sample.micros())
        .putShort((short) sample.names().size());
    sample.names().forEach(this::text);
    ByteBuffer rows = sample.rows();
    room(Integer.BYTES + rows.limit()).putInt(sample.count()).put(rows);
  }
}
