// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.xerial.snappy.Snappy;

/** One step of a fleet as others send it: all its rows in one request, each of two numbers. */
public final class ForeignBodies {
  private final Fleet fleet;

  public ForeignBodies(Fleet fleet) {
    this.fleet = fleet;
  }

  private interface Content {
    void write(CodedOutputStream out) throws IOException;
  }

  /** Writes one number of one row. */
  private interface OneNumber {
    void write(int host, int key, String name, long number) throws IOException;
  }

  private static byte[] message(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    content.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private void each(int step, OneNumber number) throws IOException {
    for (int host = 0; host < fleet.hosts(); host++) {
      for (int key = 0; key < fleet.keys(); key++) {
        number.write(host, key, "data", fleet.data(host, key, step));
        number.write(host, key, "stack", fleet.stack(host, key, step));
      }
    }
  }

  private static byte[] label(String name, String text) throws IOException {
    return message(
        out -> {
          out.writeString(1, name);
          out.writeString(2, text);
        });
  }

  /** Prometheus' remote write 1.0, packed. */
  public byte[] remoteWrite(int step) throws IOException {
    long time = fleet.time(step).toEpochMilli();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    each(
        step,
        (host, key, name, number) -> {
          byte[] series =
              message(
                  out -> {
                    out.writeByteArray(1, label("__name__", "fleet_process_memory_" + name));
                    out.writeByteArray(1, label("instance", fleet.host(host) + ":9100"));
                    out.writeByteArray(1, label("job", "node"));
                    out.writeByteArray(1, label("process", fleet.key(key)));
                    out.writeByteArray(
                        2,
                        message(
                            it -> {
                              it.writeDouble(1, (double) number);
                              it.writeInt64(2, time);
                            }));
                  });
          all.writeBytes(message(out -> out.writeByteArray(1, series)));
        });
    return Snappy.compress(all.toByteArray());
  }

  /** OpenTelemetry's, a resource a host and a metric a number, which is not how it packs best. */
  public byte[] otlp(int step) throws IOException {
    long nanos = fleet.time(step).getEpochSecond() * 1_000_000_000L;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int host = 0; host < fleet.hosts(); host++) {
      String machine = fleet.host(host);
      byte[] attributes =
          message(
              out -> {
                out.writeByteArray(1, attribute("host.name", machine));
                out.writeByteArray(1, attribute("service.name", "node"));
              });
      byte[] data = metric(host, step, nanos, "data");
      byte[] stack = metric(host, step, nanos, "stack");
      byte[] scope =
          message(
              out -> {
                out.writeByteArray(2, data);
                out.writeByteArray(2, stack);
              });
      byte[] resource =
          message(
              out -> {
                out.writeByteArray(1, attributes);
                out.writeByteArray(2, scope);
              });
      all.writeBytes(message(out -> out.writeByteArray(1, resource)));
    }
    return all.toByteArray();
  }

  private static byte[] attribute(String name, String text) throws IOException {
    return message(
        out -> {
          out.writeString(1, name);
          out.writeByteArray(2, message(it -> it.writeString(1, text)));
        });
  }

  private byte[] metric(int host, int step, long nanos, String name) throws IOException {
    byte[] gauge =
        message(
            out -> {
              for (int key = 0; key < fleet.keys(); key++) {
                boolean isData = name.equals("data");
                long number = isData ? fleet.data(host, key, step) : fleet.stack(host, key, step);
                byte[] process = attribute("process", fleet.key(key));
                out.writeByteArray(
                    1,
                    message(
                        it -> {
                          it.writeFixed64(3, nanos);
                          it.writeDouble(4, (double) number);
                          it.writeByteArray(7, process);
                        }));
              }
            });
    return message(
        out -> {
          out.writeString(1, "fleet.process.memory." + name);
          out.writeByteArray(5, gauge);
        });
  }

  /** collectd's write_http. */
  public byte[] collectd(int step) throws IOException {
    StringBuilder text = new StringBuilder("[");
    for (int host = 0; host < fleet.hosts(); host++) {
      for (int key = 0; key < fleet.keys(); key++) {
        text.append(text.length() == 1 ? "" : ",").append("{\"values\":[");
        text.append(fleet.data(host, key, step)).append(',').append(fleet.stack(host, key, step));
        text.append(
            "],\"dstypes\":[\"gauge\",\"gauge\"],\"dsnames\":[\"data\",\"stack\"],\"time\":");
        text.append(fleet.time(step).getEpochSecond())
            .append(".000,\"interval\":60.000,\"host\":\"");
        text.append(fleet.host(host)).append("\",\"plugin\":\"fleet\",\"plugin_instance\":\"");
        text.append(fleet.key(key)).append("\",\"type\":\"memory\",\"type_instance\":\"\"}");
      }
    }
    return text.append(']').toString().getBytes(UTF_8);
  }

  /** Graphite's lines. */
  public byte[] graphite(int step) throws IOException {
    StringBuilder text = new StringBuilder();
    long time = fleet.time(step).getEpochSecond();
    each(
        step,
        (host, key, name, number) ->
            text.append("servers.")
                .append(fleet.host(host))
                .append(".fleet.")
                .append(fleet.key(key))
                .append('.')
                .append(name)
                .append(' ')
                .append(number)
                .append(' ')
                .append(time)
                .append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  /** InfluxDB's lines, to be compared with. */
  public byte[] lines(int step) {
    StringBuilder text = new StringBuilder();
    for (int host = 0; host < fleet.hosts(); host++) {
      for (int key = 0; key < fleet.keys(); key++) {
        text.append(Fleet.PROBE).append(",host=").append(fleet.host(host)).append(",process=");
        text.append(fleet.key(key)).append(" data=").append(fleet.data(host, key, step));
        text.append(",stack=").append(fleet.stack(host, key, step)).append(' ');
        text.append(fleet.time(step).getEpochSecond()).append("000000000\n");
      }
    }
    return text.toString().getBytes(UTF_8);
  }
}
