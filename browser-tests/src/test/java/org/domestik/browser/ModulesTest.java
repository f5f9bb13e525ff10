// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modules without a page of their own, called in the browser. */
@InBrowser
class ModulesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7771234 | kB | 1024 | 7.411 GiB",
        "476 | kB | 1024 | 476 KiB",
        "1500 | kB | 1000 | 1.5 MB",
        "512 | B/s | 1024 | 512 B/s",
        "0.65 | '' | 1000 | 0.65",
        "12345 | '' | 1000 | 12.35 k",
        "0 | kB | 1024 | 0 B",
        "99.5 | % | 1000 | 99.5%",
        "0.00556 | % | 1000 | 0.006%",
        "0.00001 | % | 1000 | 0.00001%",
        "1.4e-14 | % | 1000 | 0%",
        "312 | µs | 1000 | 312 µs",
        "1000213 | µs | 1000 | 1 s",
        "90000 | s | 1000 | 25 h",
        "120 | days | 1000 | 120 d",
        "0.012 | days | 1000 | 17.28 min",
        "-2048 | B | 1024 | -2 KiB",
        "0.0000015 | '' | 1000 | 0.0000015",
        "1e-12 | '' | 1000 | 1e-12",
        "-1.25e-9 | W | 1000 | -1.25e-9 W",
        "3e-12 | kB | 1024 | 3.072e-9 B",
        "2e-9 | s | 1000 | 2 ns",
      })
  void numbersAreShownInTheUnitThatFits(
      double value, String unit, int base, String shown, Browser browser, Fleet fleet) {
    Object text =
        call(browser, fleet, "core/units", "m.format(" + value + ", '" + unit + "', " + base + ")");
    assertThat(text.toString().replace('\u202f', ' ')).isEqualTo(shown);
  }

  @Test
  void ticksAreRoundInTheUnitShown(Browser browser, Fleet fleet) {
    assertThat(
            call(
                browser,
                fleet,
                "core/units",
                "m.tickTexts(m.ticks(0, 16000000, 4, 'kB', 1024), 'kB', 1024).join()"))
        .asString()
        .isEqualTo("0,5\u202fGiB,10\u202fGiB,15\u202fGiB");
  }

  @Test
  void ticksOfTheSmallestValuesAreToldApart(Browser browser, Fleet fleet) {
    String texts = "m.tickTexts(m.ticks(%s, %s, 5, '', 1000), '', 1000).join()";
    assertThat(call(browser, fleet, "core/units", texts.formatted("0", "1e-12")))
        .isEqualTo("0,2e-13,4e-13,6e-13,8e-13,1e-12");
    assertThat(call(browser, fleet, "core/units", texts.formatted("1.1e-12", "1.2e-12")))
        .isEqualTo("1.1e-12,1.12e-12,1.14e-12,1.16e-12,1.18e-12,1.2e-12");
    assertThat(call(browser, fleet, "core/units", "m.tickTexts([2e-7], '', 1000).join()"))
        .isEqualTo("2e-7");
  }

  @Test
  void aPointWithoutAValueIsNotCounted(Browser browser, Fleet fleet) {
    String all = "{ time: [1, 2, 3], min: [null, 4, null], avg: [null, 4, 5] }";
    String none = "{ time: [1, 2, 3], min: [null, null, null], avg: [null, null, null] }";
    for (String[] each : new String[][] {{all, "2,false"}, {none, "0,true"}}) {
      assertThat(
              call(
                  browser,
                  fleet,
                  "data/lines",
                  "[m.count(%1$s, { from: 1, to: 3 }), m.isEmpty(%1$s)].join()".formatted(each[0])))
          .isEqualTo(each[1]);
    }
  }

  @Test
  void aGapBreaksALineAndAnotherLinesTimesDoNot(Browser browser, Fleet fleet) {
    Object columns =
        call(
            browser,
            fleet,
            "data/lines",
            """
            JSON.stringify(m.align([
              { time: [10, 20, 90], step: [10, 10, 10], avg: [1, 2, 3] },
              { time: [15, 50], step: [40, 40], avg: [7, 8] },
            ]).map((column) => column.map((value) => value === undefined ? 'skip' : value)))
            """);
    assertThat(columns)
        .isEqualTo(
            "[[10,15,20,21,50,90],[1,\"skip\",2,null,null,3],[\"skip\",7,\"skip\",\"skip\",8,\"skip\"]]");
  }

  @Test
  void aProbeThatRunsLessOftenThanItSaysHasNoGaps(Browser browser, Fleet fleet) {
    String steps =
        "[...m.lines({ time: %s, archivedUntil: null, values: { v: { avg: [], min: [], max: [] } } },"
            + " { points: 0, every: 60000 }).get('v').step].at(0)";
    String often = "[0, 3e5, 6e5, 9e5, 12e5, 15e5, 18e5]";
    assertThat(call(browser, fleet, "data/lines", steps.formatted(often))).isEqualTo(300_000L);
    assertThat(call(browser, fleet, "data/lines", steps.formatted("[0, 3600000]")))
        .isEqualTo(60_000L);
  }

  @Test
  void aStackedLineIsDrawnOnlyWhereItAdds(Browser browser, Fleet fleet) {
    assertThat(
            call(
                browser,
                fleet,
                "data/lines",
                """
                JSON.stringify(m.align(m.stack([
                  { time: [1, 2, 3, 4], step: [1, 1, 1, 1], avg: [5, 5, 5, 5], min: [5, 5, 5, 5], max: [5, 5, 5, 5] },
                  { time: [1, 2, 3, 4], step: [1, 1, 1, 1], avg: [0, 0, 0, 2], min: [0, 0, 0, 2], max: [0, 0, 0, 2] },
                ])))
                """))
        .isEqualTo("[[1,2,3,4],[5,5,5,5],[null,null,5,7]]");
  }

  @Test
  void aStackKeepsThePeakThatItCertainlyHad(Browser browser, Fleet fleet) {
    assertThat(
            call(
                browser,
                fleet,
                "data/lines",
                """
                JSON.stringify(m.stack([
                  { time: [1, 2], avg: [10, 5], min: [8, 5], max: [90, 5] },
                  { time: [1, 2], avg: [3, 4], min: [2, 4], max: [7, 4] },
                ]).map((line) => [line.avg, line.peak]))
                """))
        .isEqualTo("[[[10,5],null],[[13,9],[92,9]]]");
  }

  @Test
  void theDiskIsForecastFromWhatGrows(Browser browser, Fleet fleet) {
    String share =
        "{ liveBytes: 100, archiveBytes: 0, settledBytes: %s, settled: '1970-01-11T00:00:00Z' }";
    String forecast = "JSON.stringify(m.forecast({ bytes: 500, free: %s, shares: [%s, %s] }, 0))";
    String steady = share.formatted("100").replace("'1970-01-11T00:00:00Z'", "null");
    assertThat(
            call(
                browser,
                fleet,
                "pages/parts/disk",
                forecast.formatted("400", share.formatted("1100"), steady)))
        .isEqualTo("{\"settled\":1500,\"at\":864000000,\"perDay\":100,\"fullIn\":345600000}");
    assertThat(call(browser, fleet, "pages/parts/disk", forecast.formatted("null", steady, steady)))
        .isEqualTo("{\"settled\":500,\"at\":null,\"perDay\":0,\"fullIn\":null}");
  }

  @Test
  void onASlowMachineFewerGraphsAreDrawnAFrameButEachHasItsTurn(Browser browser, Fleet fleet) {
    assertThat(
            call(
                browser,
                fleet,
                "graph/turns",
                """
                (() => {
                  const turns = new m.Turns();
                  const graphs = [0, 1, 2, 3, 4, 5, 6, 7, 8];
                  const drawn = [0, 50, 100, 150, 200, 250, 300].map((now) => turns.pick(graphs, 0, now));
                  return JSON.stringify([drawn.map((each) => each.length), drawn.every((each) => each[0] === 0)]);
                })()
                """))
        .isEqualTo("[[9,5,3,2,2,2,2],true]");
  }

  @Test
  void manyLinesAreToldByTheirMedianAndExtremes(Browser browser, Fleet fleet) {
    String lines =
        "[1, 2, 3, 4, 90].map((v) => ({ time: [0], starts: [null], step: [10], avg: [v], min: [v], max: [v + 1] }))";
    assertThat(
            call(
                browser,
                fleet,
                "data/spread",
                "JSON.stringify(m.spread("
                    + lines
                    + ", { from: 0, to: 3000 }).map((l) => [l.min[0], l.avg[0], l.max[0]]))"))
        .isEqualTo("[[91,91,91],[1,3,90],[1,1,1]]");
  }

  @Test
  void archivedPointsStandInTheMiddleOfTheirBucketAndWeighTheirLength(
      Browser browser, Fleet fleet) {
    Object found =
        call(
            browser,
            fleet,
            "data/lines",
            """
            (() => {
              const line = m.lines({
                time: [0, 3600000, 7200000], length: [3600000, 3600000], archivedUntil: 7200000,
                values: { v: { avg: [1, 1, 5], min: [0, 1, 5], max: [2, 9, 5] } },
              }, { points: 0, every: 60000 }).get('v');
              const all = m.statistics(line, { from: 0, to: 9e9 });
              return JSON.stringify([line.time, all.min, all.max, all.last, Math.round(all.avg * 1000)]);
            })()
            """);
    assertThat(found).isEqualTo("[[1800000,5400000,7200000],0,9,5,1033]");
  }

  @Test
  void ofARangeLongerThanItsDataAPointWeighsWhatItStandsForAndGapsAreSeen(
      Browser browser, Fleet fleet) {
    Object found =
        call(
            browser,
            fleet,
            "data/lines",
            """
            (() => {
              const hour = 3600000;
              const minutes = [...Array(60).keys()].filter((i) => i < 20 || i >= 50);
              const time = [...Array(10).keys()].map((i) => i * hour).concat(minutes.map((i) => 10 * hour + i * 60000));
              const avg = time.map((at) => (at < 10 * hour ? 1 : 5));
              const line = m.lines({
                time, length: Array(10).fill(hour), archivedUntil: 10 * hour, values: { v: { avg, min: avg, max: avg } },
              }, { from: 0, to: 720 * hour, points: 600, every: 60000 }).get('v');
              const all = m.statistics(line, { from: 0, to: 720 * hour });
              return JSON.stringify([Math.round(all.avg * 10) / 10, line.time.filter((_, i) => m.isGap(line, i)).length]);
            })()
            """);
    assertThat(found).isEqualTo("[1.2,1]");
  }

  @Test
  void bucketsOfEveryLengthStandWhereTheyAreAndLateSamplesBetweenThem(
      Browser browser, Fleet fleet) {
    Object found =
        call(
            browser,
            fleet,
            "data/lines",
            """
            (() => {
              const line = m.lines({
                time: [0, 24, 25, 26, 27].map((hour) => hour * 3600000).concat(27 * 3600000 + 60000),
                length: [24, 1, 0, 1].map((hours) => hours * 3600000), archivedUntil: 27 * 3600000,
                values: { v: { avg: [1, 2, 3, 4, 5, 6], min: [1, 2, 3, 4, 5, 6], max: [1, 2, 3, 4, 5, 6] } },
              }, { points: 0, every: 60000 }).get('v');
              const late = m.lines({
                time: [0, 60000], length: [3600000], archivedUntil: 3600000,
                values: { v: { avg: [1, 2], min: [1, 2], max: [1, 2] } },
              }, { points: 0, every: 60000 }).get('v');
              const minutes = (at) => at / 60000;
              return JSON.stringify([
                line.time.map(minutes), line.time.map((_, i) => m.extent(line, i).map(minutes)),
                line.time.map((_, i) => m.isGap(line, i)), late.time.map(minutes), late.avg, m.extent(late, 0).map(minutes),
              ]);
            })()
            """);
    assertThat(found)
        .isEqualTo(
            "[[720,1470,1500,1590,1620,1621],"
                + "[[0,1440],[1440,1500],[1500,1560],[1560,1620],[1620,1621],[1621,1622]],"
                + "[false,false,false,false,false,false],[1,30],[2,1],[1,2]]");
  }

  @Test
  void aKeyedProbeIsArrangedByValueOrByKey(Browser browser, Fleet fleet) {
    String description =
        "{ name: 'p', key: ['k'], values: [{ name: 'a', unit: 'kB' }, { name: 'b', unit: '%' }],"
            + " graph: [{ style: 'lines', base: 1024 }] }";
    String ids = ".map((panel) => panel.id + ':' + panel.lines.length).join(' ')";
    assertThat(
            call(
                browser,
                fleet,
                "data/panels",
                "m.panels(" + description + ", [['x'], ['y']])" + ids))
        .isEqualTo("0.a:2 0.b:2");
    assertThat(
            call(
                browser,
                fleet,
                "data/panels",
                "m.panels(" + description + ", [['x'], ['y']], 'key')" + ids))
        .isEqualTo("0.x.kB:1 0.x.%:1 0.y.kB:1 0.y.%:1");
  }

  @Test
  void aPickOfOneKeyIsNoneOfAnother(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    String picks =
        """
        (() => {
          const query = () => new URLSearchParams(location.hash.split("?")[1]);
          const hidden = (panel) => [...m.hidden(query(), panel, ["a", "b", "y~a"])].join("+");
          const all = () => ["p/0.x", "p/0.x~y", "p/0.x%%7Ey"].map(hidden).join();
          m.pick(query(), "p/0.x~y", "a", %s);
          const picked = all();
          m.pick(query(), "p/0.x", "b", false);
          m.pick(query(), "p/0.x~y", "a", %s);
          return picked + " " + all();
        })()
        """;
    assertThat(call(browser, fleet, "pages/parts/picks", picks.formatted("false", "false")))
        .isEqualTo(",b+y~a, a+y~a,,");
    browser.open(fleet.url("#/"));
    assertThat(call(browser, fleet, "pages/parts/picks", picks.formatted("true", "true")))
        .isEqualTo(",a, a+y~a,,");
  }

  @Test
  void keysOfSeveralLevelsAreToldApart(Browser browser, Fleet fleet) {
    assertThat(
            call(
                browser,
                fleet,
                "data/panels",
                "[['a', 'b'], ['a · b', 'c'], ['a', 'b · c']].map(m.text).join('; ')"))
        .isEqualTo("a · b; “a · b” · c; a · “b · c”");
  }

  private static @Nullable Object call(Browser browser, Fleet fleet, String module, String call) {
    if (!browser.address().startsWith(fleet.server.url())) {
      browser.open(fleet.url("#/"));
    }
    return browser.runAsync(
        "const done = arguments[arguments.length - 1]; import('/js/"
            + module
            + ".js').then((m) => done("
            + call
            + ")).catch((error) => done('' + error));");
  }
}
