// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Summary;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.SpoolState;
import org.domestik.model.delivery.WireFormat;
import org.domestik.model.description.Expression;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Breakage;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.text.TooMuch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchReaderTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  private static Batch read(byte[] document) {
    try {
      return BatchReader.read(new ByteArrayInputStream(document), new IngestLimits(1 << 20, 10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Batch read(String document) {
    return read(document.getBytes(UTF_8));
  }

  private static Bucket bucket() {
    Summary summary = new Summary(-1.5, 1e290, 1e290, 3, TIME.plusMillis(1), TIME.plusSeconds(899));
    return new Bucket(
        "disk",
        TIME,
        Duration.ofMinutes(15),
        Map.of("twice", Expression.parse("ops * 2")),
        List.of(
            new Bucket.Totals(
                List.of("sda", "read"), 4, Map.of("ops", summary, "twice", summary))));
  }

  private static Batch anything() {
    ProbeDescription description =
        ProbeDescription.fromTree(
            Map.of("key", "process", "values", List.of("data", "stack")), "process_tracking");
    return new Batch(
        "h",
        new Delivery(UUID.fromString("6f1c0000-0000-0000-0000-000000000001"), 7),
        List.of(
            new Sample(
                "process_tracking",
                TIME,
                List.of(
                    Row.of(List.of("a"), Map.of("data", 476.0)),
                    Row.of(List.of("é\"\\"), Map.of("data", 0.5)))),
            new Sample("load", TIME, List.of(Row.of(List.of(), Map.of("one", -1e300)))),
            new Sample("disk", TIME, List.of(Row.of(List.of("sda", "read"), Map.of("ops", 1.0))))),
        Map.of("process_tracking", description),
        List.of(new Run("load", "load.lua", Run.Outcome.FAILED, "load.lua:1: x\n\ty", TIME, 12)),
        List.of("load.lua"),
        List.of(bucket()),
        new SpoolState(12, 10, 1, 8192, 1 << 20, TIME));
  }

  @Test
  void whatAnAgentWritesIsReadBack() {
    Batch batch = anything();
    assertThat(read(WireFormat.toJson(batch))).isEqualTo(batch);
  }

  /** Each time of the document: a text in ISO 8601, or milliseconds as a number or a text. */
  @Test
  void everyTimeIsReadInEachOfItsForms() {
    String iso = WireFormat.toJson(anything());
    Matcher times = Pattern.compile("\"(2026-[^\"]*Z)\"").matcher(iso);
    String numbers =
        times.replaceAll(it -> Long.toString(Instant.parse(it.group(1)).toEpochMilli()));
    String texts = times.replaceAll(it -> "\"" + Instant.parse(it.group(1)).toEpochMilli() + "\"");
    assertThat(times.reset().results().count()).isGreaterThan(6);
    assertThat(read(numbers)).isEqualTo(anything());
    assertThat(read(texts)).isEqualTo(anything());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'probe':'p','start':'x','every':'1s','rows':[]} | \"start\": expected a time",
        "{'probe':'p','start':'2026-11-22T10:00:00Z','every':'1s','rows':[]} | has no keys",
        "{'probe':'p','start':'2026-11-22T10:00:00Z','every':'2 days','rows':[]} | has no keys",
        "{'probe':'p','start':'2026-11-22T10:00:00Z','every':'1x','rows':[]} | unknown unit",
        "{'probe':'p','start':'2026-11-22T10:00:00Z','every':'25 hours','rows':[{'key':[],'samples':1,'values':{}}]}"
            + " | it lasts 25 hours, longer than 1 day",
        "{'probe':'p','rows':{}} | \"rows\": expected a list",
        "{'probe':'P'} | buckets[0]",
        "{'prob':'p'} | nearest is \"probe\"",
        "{'probe':'p','rows':[{'key':[],'samples':0,'values':{}}]} | has 0 samples",
        "{'probe':'p','rows':[{'key':[],'samples':1,'values':{'v':{}}}]} | value \"v\": \"min\""
      })
  void bucketSaysWhatIsWrongWithIt(String bucket, String complaint) {
    String document =
        "{\"host\":\"h\",\"samples\":[],\"boot\":\"b\",\"sequence\":1,\"buckets\":["
            + bucket.replace('\'', '"')
            + "]}";
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(complaint)
        .hasMessageStartingWith("buckets[0]");
  }

  @Test
  void spoolSaysWhatIsWrongWithIt() {
    String start = "{\"host\":\"h\",\"samples\":[],\"spool\":";
    assertThat(read(start + "{}}").spool()).isEqualTo(new SpoolState(0, 0, 0, 0, 0, null));
    assertThatThrownBy(() -> read(start + "{\"samples\":-1}}"))
        .isInstanceOf(BadInput.class)
        .hasMessage("spool: \"samples\": -1 is below 0");
    assertThatThrownBy(() -> read(start + "{\"bytes\":\"many\"}}"))
        .hasMessage("spool: \"bytes\": expected a whole number");
    assertThatThrownBy(() -> read(start + "{\"byte\":1}}")).hasMessageContaining("nearest");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':{'x':true}}  | key \"a\", value \"x\": true is not a number",
        "{'a':{'x':null}}  | key \"a\", value \"x\": null is not a number",
        "{'a':{'x':[1]}}   | key \"a\", value \"x\": a list is not a number",
        "{'a':{'x':'abc'}} | key \"a\", value \"x\": \"abc\" is not a number",
        "{'a':{'x':1e999}} | key \"a\", value \"x\": the number is too large",
        "{'a':{'x':1},'b':2}  | value \"b\": is no table, unlike the keys beside it",
        "{'b':2,'a':{'x':1}}  | value \"a\": is a table beside numbers; keys and values do not mix",
        "{'a':{}}          | key \"a\": has no values",
        "{'':{'x':1}}      | key \"\": is empty; 1 to 1000 characters are stored",
        "{'a\\nb':{'x':1}}  | key \"a\ufffdb\": has a control character",
        "{'a':{'x':1,'x':2}} | value \"x\": comes twice",
        "{'a':{'x':1},'a':{'x':1}} | key \"a\": comes twice",
        "{'a':{'X':1}}     | value name \"X\" is not lower-case",
        "{'a':{'host':1}}  | value name \"host\" is taken",
        "{'a':{'b':{'c':{'d':{'e':{'f':{'g':{'h':{'i':{'x':1}}}}}}}}}} | has 9 levels; at most 8 are stored",
        "[1]               | \"data\": expected an object, found a list",
      })
  void faultNamesSampleProbeKeyAndValue(String data, String message) {
    String document =
        "{'host':'h','samples':[{'probe':'ok','time':0,'data':{'x':1}},{'data':"
            + data
            + ",'time':1,'probe':'p'}]}";
    assertThatThrownBy(() -> read(document.replace('\'', '"')))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("samples[1]")
        .hasMessageContaining(message);
  }

  /** Keys are remembered from sample to sample; which of them had a row is not. */
  @Test
  void keyComesOnceInEachSample() {
    String start = "{'host':'h','samples':[{'probe':'p','time':0,'data':{'a':{'b':{'x':1}}}},";
    String again = start + "{'probe':'p','time':1,'data':{'a':{'b':{'x':1},'c':{'x':2}}}}]}";
    assertThat(read(again.replace('\'', '"')).samples().getLast().rows())
        .extracting(Row::key)
        .containsExactly(List.of("a", "b"), List.of("a", "c"));
    String twice = start + "{'probe':'p','time':1,'data':{'a':{'b':{'x':1}},'a':{'b':{'x':2}}}}]}";
    assertThatThrownBy(() -> read(twice.replace('\'', '"')))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("samples[1]")
        .hasMessageContaining("comes twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | expected an object",
        "[]                                  | expected an object",
        "{'host':'h'                         | not JSON",
        "{'host':'h'}                        | \"samples\" is missing",
        "{'samples':[]}                      | \"host\" is missing",
        "{'host':'h','samples':[]} {}        | something behind the document",
        "{'host':'h','samples':[],'boot':'b'} | \"boot\" and \"sequence\" come together",
        "{'host':'h','samples':[],'boot':'b','sequence':-1} | below 0",
        "{'host':'h','sampels':[]}           | unknown field \"sampels\"; nearest is \"samples\"",
        "{'host':'a b','samples':[]}         | host name",
        "{'host':1,'samples':[]}             | \"host\": expected a text",
        "{'host':'h','samples':[{'probe':'p','time':'noon','data':{'x':1}}]} | \"noon\" is not a time",
        "{'host':'h','samples':[{'probe':'p','time':-1,'data':{'x':1}}]} | not within 1970 to 2999",
        "{'host':'h','samples':[{'probe':'p','data':{'x':1}}]} | samples[0] (p): \"time\" is missing",
        "{'host':'h','samples':[],'descriptions':{'p':{'vlaues':{}}}} | descriptions: \"p\": vlaues",
        "{'host':'h','samples':[],'runs':[{'outcome':'ok'}]} | runs[0]",
      })
  void documentFaultIsToldInWords(String document, String message) {
    assertThatThrownBy(() -> read(document.replace('\'', '"')))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void moreRowsThanAllowedAreTooMuch() {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      data.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":{\"x\":1}");
    }
    String document =
        "{\"host\":\"h\",\"samples\":[{\"probe\":\"p\",\"time\":0,\"data\":{" + data + "}}]}";
    assertThatThrownBy(() -> read(document)).isInstanceOf(TooMuch.class).hasMessageContaining("10");
  }

  @Test
  void rowsOfOneShapeShareTheirNames() {
    List<Row> rows =
        read("{\"host\":\"h\",\"samples\":[{\"probe\":\"p\",\"time\":0,"
                + "\"data\":{\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":3,\"y\":4}}}]}")
            .samples()
            .getFirst()
            .rows();
    assertThat(rows.get(0).names()).isSameAs(rows.get(1).names());
  }

  @Test
  void brokenDocumentsAreComplainedOfAndNothingWorse() {
    byte[] good = WireFormat.toJson(anything()).getBytes(UTF_8);
    long seed = 7;
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = Breakage.of(good, random);
      try {
        read(broken);
      } catch (BadInput | TooMuch expected) {
        assertThat(expected.getMessage()).isNotBlank();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", document " + new String(broken, UTF_8), e);
      }
    }
  }
}
