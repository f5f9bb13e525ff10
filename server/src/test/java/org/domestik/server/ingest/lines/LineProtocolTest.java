// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ValueDescription;
import org.domestik.server.ingest.Breakage;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineProtocolTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private Instant now = NOW;
  private final LineProtocol lines = new LineProtocol(() -> now, new IngestLimits(1 << 20, 1000));

  private List<Batch> read(String text) {
    return read(text.getBytes(UTF_8), null, Precision.NANOSECONDS);
  }

  private List<Batch> read(byte[] body, @Nullable String host, Precision precision) {
    return ReadLines.strictly(lines, body, new Reading(ReadLines.ANYBODY, host, null, precision));
  }

  private static Row row(Batch batch) {
    return batch.samples().getFirst().rows().getFirst();
  }

  @Test
  void whatTheStoreTakesOfTheFutureIsReadToo() {
    String inTwoHours = "forecast,host=h a=1 " + NOW.plus(Duration.ofHours(2)).getEpochSecond();
    Reading reading = new Reading(ReadLines.ANYBODY, null, null, Precision.SECONDS);
    IngestLimits limits = new IngestLimits(1 << 20, 1000);
    LineProtocol patient = new LineProtocol(() -> now, limits.ofStore(Duration.ofHours(2)));
    assertThat(ReadLines.strictly(patient, inTwoHours.getBytes(UTF_8), reading)).hasSize(1);
    assertThat(limits.ofStore(Duration.ofMinutes(10))).isEqualTo(limits);
  }

  @Test
  void measurementIsTheProbeTagsTheKeyAndFieldsTheValues() {
    Batch batch =
        read("disk,path=/home,host=web-1,device=sda1 used=1024i,free=0.5 1795341600000000123\r\n")
            .getFirst();
    assertThat(batch.host()).isEqualTo("web-1");
    assertThat(batch.delivery()).isNull();
    assertThat(batch.samples())
        .containsExactly(
            new Sample(
                "disk",
                Instant.parse("2026-11-22T10:00:00Z"),
                List.of(
                    new Row(
                        List.of("sda1", "/home"),
                        List.of("used", "free"),
                        new double[] {1024, 0.5}))));
    assertThat(batch.descriptions().get("disk").keys()).containsExactly("device", "path");
  }

  /** A line is guessed to begin as the one did that came behind the same line before. */
  @Test
  void linesAreReadForThemselvesWhateverCameBefore() {
    List<String> heads =
        List.of(
            "a,host=h",
            "a,host=h,k=x",
            "a,host=h,k=x\\ y",
            "a,host=h,k=x\\\\z",
            "a,host=h,k=x\\ y\\ z",
            "ab,host=h",
            "a,host=g,k=x");
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < 4; line++) {
        text.append(heads.get(random.nextInt(heads.size()))).append(" v=" + line + "\n");
      }
      LineProtocol fresh = new LineProtocol(() -> now, new IngestLimits(1 << 20, 1000));
      Reading reading = new Reading(ReadLines.ANYBODY, null, null, Precision.NANOSECONDS);
      byte[] body = text.toString().getBytes(UTF_8);
      assertThat(read(text.toString()))
          .as(text.toString())
          .isEqualTo(ReadLines.strictly(fresh, body, reading));
    }
  }

  @Test
  void escapesStandForTheirCharacters() {
    Batch batch = read("a,host=h,k=x\\ y\\,z\\=\\\\w v=1").getFirst();
    assertThat(row(batch).key()).containsExactly("x y,z=\\\\w");
    assertThat(read("my\\ probe,host=h v\\ 1=1").getFirst().samples().getFirst().probe())
        .isEqualTo("my_probe");
  }

  @Test
  void namesBecomeLowerCaseAndNoTwoBecomeOne() {
    Batch batch = read("CPU-Total,host=h,Core.Id=1 Usage.User=1,5min=2").getFirst();
    assertThat(batch.samples().getFirst().probe()).isEqualTo("cpu_total");
    assertThat(row(batch).names()).containsExactly("usage_user", "_5min");
    assertThat(row(read("m,host=h A=1,a=2").getFirst()).names()).containsExactly("a", "a_field");
    assertThat(read("one,host=h a=1\nOne,host=h a=1").getFirst().samples())
        .extracting(Sample::probe)
        .containsExactly("one", "one_2");
  }

  @Test
  void booleansAreOneAndZero() {
    assertThat(row(read("m,host=h a=t,b=F,c=true,d=FALSE,e=2u,f=-3i").getFirst()))
        .isEqualTo(
            new Row(
                List.of(),
                List.of("a", "b", "c", "d", "e", "f"),
                new double[] {1, 0, 1, 0, 2, -3}));
  }

  @Test
  void shapesMayChangeFromLineToLine() {
    List<Row> rows =
        read("m,host=h,k=1 a=1,b=2\nm,host=h,k=2 a=1\nm,host=h,k=3 b=1,a=2\nm,host=h,k=4 a=1,b=2,c=3")
            .getFirst()
            .samples()
            .getFirst()
            .rows();
    assertThat(rows)
        .extracting(Row::names)
        .containsExactly(
            List.of("a", "b"), List.of("a"), List.of("b", "a"), List.of("a", "b", "c"));
    assertThat(rows.get(2).value("b")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ns, 1795341600000000000",
    "us, 1795341600000000",
    "ms, 1795341600000",
    "s, 1795341600",
    "m, 29922360",
    "h, 498706"
  })
  void timestampsAreReadInTheirPrecision(String precision, long timestamp) {
    byte[] line = ("m,host=h a=1 " + timestamp).getBytes(UTF_8);
    assertThat(read(line, null, Precision.of(precision)).getFirst().samples().getFirst().time())
        .isEqualTo(NOW);
  }

  @Test
  void timestampsOfAnotherUnitAreRefusedWithTheOneThatFits() {
    now = Instant.parse("2081-01-01T00:00:00Z");
    for (Precision meant : Precision.values()) {
      long unit =
          switch (meant) {
            case NANOSECONDS -> 1;
            case MICROSECONDS -> 1_000;
            case MILLISECONDS -> 1_000_000;
            case SECONDS -> 1_000_000_000L;
            case MINUTES -> 60_000_000_000L;
            case HOURS -> 3_600_000_000_000L;
          };
      for (int year : new int[] {2026, 2031, 2050, 2080}) {
        Instant time = Instant.parse(year + "-11-22T10:00:00Z");
        long timestamp = Duration.between(Instant.EPOCH, time).toNanos() / unit;
        byte[] line = ("m,host=h a=1 " + timestamp).getBytes(UTF_8);
        for (Precision said : Precision.values()) {
          String where = timestamp + " in " + said + " for " + meant;
          if (said == meant) {
            assertThat(read(line, null, said).getFirst().samples().getFirst().time())
                .as(where)
                .isEqualTo(time);
          } else {
            assertThatThrownBy(() -> read(line, null, said))
                .as(where)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("; with precision=")
                .hasMessageEndingWith(" it is " + time);
          }
        }
      }
    }
  }

  @Test
  void unknownPrecisionIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Precision.of("sec"))
        .isInstanceOf(BadInput.class)
        .hasMessage("precision \"sec\" is not ns, us, ms, s, m or h; nearest is \"s\"");
    assertThat(Precision.of("")).isEqualTo(Precision.NANOSECONDS);
  }

  @Test
  void linesOfOneSeriesAndTimeAreOneRowHoweverMany() {
    StringBuilder text = new StringBuilder();
    for (String field : List.of("a=1", "b=2", "c=3", "a=4")) {
      for (int key = 0; key < 100; key++) {
        text.append("m,host=h,k=").append(key).append(' ').append(field).append('\n');
      }
    }
    List<Row> rows = read(text.toString()).getFirst().samples().getFirst().rows();
    assertThat(rows).hasSize(100);
    for (int key = 0; key < 100; key++) {
      assertThat(rows.get(key))
          .isEqualTo(new Row(List.of("" + key), List.of("a", "b", "c"), new double[] {4, 2, 3}));
    }
  }

  @Test
  void withoutATimestampItIsNowAndWithoutATagHostTheParameters() {
    Batch batch = read("m a=1".getBytes(UTF_8), "h", Precision.SECONDS).getFirst();
    assertThat(batch.host()).isEqualTo("h");
    assertThat(batch.samples().getFirst().time()).isEqualTo(NOW);
  }

  @Test
  void linesOfOneTimeAreOneSampleAndHostsAreBatches() {
    List<Batch> batches =
        read(
            "m,host=a,k=1 v=1 TT1000\nm,host=b,k=1 v=1 TT1000\nm,host=a,k=2 v=1 TT1000\nm,host=a,k=1 v=1 TT2000"
                .replace("TT", "179534160000000"));
    assertThat(batches).extracting(Batch::host).containsExactly("a", "b");
    assertThat(batches.getFirst().samples())
        .extracting(it -> it.rows().size())
        .containsExactly(2, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m a=1                    | no tag host",
        "m,host=h                 | no fields",
        "m,host=h a               | expected name=number",
        "m,host=h =1              | expected name=number",
        "m,host=h a=              | not a number",
        "m,host=h a=1,            | expected name=number",
        "m,host=h a=1x            | \"1x\", not a number",
        "m,host=h a=1.5i          | not a number",
        "m,host=h a=1\"           | not a number",
        "m,host=h a=\"x y         | has no end",
        "m,host=h a=\"x\"y        | expected a comma",
        "m,host=h a=1 soon        | timestamp \"soon\"",
        "m,host=h a=1 1 2         | timestamp \"1 2\"",
        "m,host=h a=1 1795345201000000000 | ahead of the server's clock",
        "m,host=h a=1 -1000       | in ns; check the sender's clock",
        "m,host=h,k= a=1          | tag \"k=\" is not written name=text",
        "m,host=h,k a=1           | tag \"k\" is not written name=text",
        "m,host=h,host=i a=1      | tag \"host\" comes twice",
        "m,host=h,k=1,k=2 a=1     | tag \"k\" comes twice",
        ",host=h a=1              | no measurement",
      })
  void faultNamesItsLine(String text, String message) {
    assertThatThrownBy(() -> read("good,host=h a=1\n\n" + text.replace("\\n", "\n")))
        .isInstanceOf(BadInput.class)
        .hasMessageMatching("(?s)line [34]: .*")
        .hasMessageContaining(message);
  }

  @Test
  void moreLinesThanAllowedAreReadPartByPart() {
    LineBody body =
        lines.read(
            "m,host=h a=1\n".repeat(2500).getBytes(UTF_8),
            ReadLines.NANOSECONDS,
            (_, _, _, fault) -> {
              throw fault;
            });
    int parts = 0;
    int bytes = 0;
    for (; body.goOn(); parts++) {
      assertThat(body.read(Map.of())).hasSize(1);
      bytes += body.bytes();
    }
    assertThat(parts).isEqualTo(3);
    assertThat(bytes).isEqualTo(2500 * "m,host=h a=1\n".length());
  }

  @Test
  void partThatIsReadAgainIsTheSame() {
    List<String> faults = new ArrayList<>();
    LineBody body =
        lines.read(
            ("m,host=h a=1\n".repeat(1000) + "m,host=h b=1\nbad\n").getBytes(UTF_8),
            ReadLines.NANOSECONDS,
            (line, _, _, fault) -> faults.add(line + " " + fault.getMessage()));
    assertThat(body.read(Map.of())).hasSize(1);
    assertThat(body.goOn()).isTrue();
    List<Batch> second = body.read(Map.of());
    assertThat(body.read(Map.of())).isEqualTo(second);
    assertThat(body.goOn()).isFalse();
    assertThat(faults).containsExactly("1002 no fields", "1002 no fields");
  }

  @Test
  void textsAndWhatIsNotFiniteAreSkippedAndTheirLinesAreStored() {
    List<String> leftOut = new ArrayList<>();
    List<Batch> batches =
        ReadLines.all(
            lines,
            ("m,host=h msg=\"one\ntwo, x=1\",v=3i,w=NaN,s=\"a\\\"b\"\n"
                    + "m,host=h only=\"text\"\nm,host=h v=-Inf\nm,host=h v=4,s=1")
                .getBytes(UTF_8),
            leftOut);
    assertThat(row(batches.getFirst()).value("v")).isEqualTo(4);
    assertThat(row(batches.getFirst()).value("s")).isEqualTo(1);
    assertThat(batches.getFirst().descriptions().get("m").values())
        .extracting(ValueDescription::name)
        .containsExactly("v", "w", "s");
    assertThat(leftOut).containsExactly("skipped text 3", "skipped not_finite 2");
  }

  @Test
  void badLineWithALineEndInATextIsOneBadLine() {
    List<String> leftOut = new ArrayList<>();
    byte[] body = "m,bad,host=h msg=\"one\nfake,host=h x=1\",v=3i\nm,host=h v=1".getBytes(UTF_8);
    assertThat(ReadLines.all(lines, body, leftOut).getFirst().samples()).hasSize(1);
    assertThat(leftOut).singleElement().asString().startsWith("refused line 1: tag \"bad\"");
  }

  @Test
  void brokenLinesAreComplainedOfAndNothingWorse() {
    byte[] good =
        "cpu,host=web-1,core=0\\ 1 usage=1.5,n=3i,up=t 1795341600000000000\nm,host=h a=1,b=2\n"
            .getBytes(UTF_8);
    long seed = 11;
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = Breakage.of(good, random);
      try {
        for (Batch batch : read(broken, null, Precision.NANOSECONDS)) {
          assertThat(batch.samples()).isNotEmpty();
        }
      } catch (BadInput expected) {
        assertThat(expected.getMessage()).isNotBlank();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", lines " + new String(broken, UTF_8), e);
      }
    }
  }
}
