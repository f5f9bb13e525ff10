// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What one can do with a graph, by pointer and by keyboard. */
@InBrowser
class GraphTest {
  private static final String PLOT = "#probe-load .u-over";

  private static WebElement plot(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=24h"));
    // All of them, or a graph drawn late moves the others away from the pointer.
    for (String probe : List.of("filesystem", "process_tracking", "memory", "load")) {
      browser.awaitDrawn(probe);
    }
    browser.run("document.querySelector('" + PLOT + "').scrollIntoView({block: 'center'})");
    return browser.find(PLOT);
  }

  @Test
  void theCrosshairTellsTheSameTimeInAllGraphs(Browser browser, Fleet fleet) {
    browser.actions().moveToElement(plot(browser, fleet), 120, 0).perform();
    browser.await(
        "both legends tell a time",
        "return ['load', 'memory'].every((probe) =>"
            + " /:/.test(document.querySelector(`#probe-${probe} .when`).textContent))");
    assertThat(browser.text("#probe-load .when")).isEqualTo(browser.text("#probe-memory .when"));
    assertThat(browser.texts("#probe-load thead th")).contains("here");
  }

  @Test
  void dragZoomsAndDoubleClickGoesBack(Browser browser, Fleet fleet) {
    WebElement plot = plot(browser, fleet);
    browser
        .actions()
        .moveToElement(plot, -100, 0)
        .clickAndHold()
        .moveByOffset(60, 0)
        .moveByOffset(60, 0)
        .release()
        .perform();
    browser.await("a fixed range", "return location.hash.includes('from=')");
    assertThat(browser.text(".said")).doesNotContain("now");
    browser.awaitDrawn("load");
    browser.actions().moveToElement(browser.find(PLOT)).doubleClick().perform();
    browser.await("the range before", "return location.hash.includes('range=24h')");
  }

  @Test
  void aDragBeyondTheEdgeZoomsToTheEdge(Browser browser, Fleet fleet) {
    WebElement plot = plot(browser, fleet);
    int toEdge = plot.getSize().width / 2;
    browser
        .actions()
        .moveToElement(plot, toEdge - 200, 0)
        .clickAndHold()
        .moveByOffset(100, 0)
        .moveByOffset(95, 0)
        .moveByOffset(15, 0)
        .perform();
    browser.runAsync(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))");
    browser.actions().release().perform();
    browser.await("a fixed range", "return location.hash.includes('from=')");
    assertThat((Long) browser.run(MINUTES_BACK)).isLessThan(10);
    assertThat((Long) browser.run(HOURS_SHOWN))
        .isEqualTo(Math.round(24 * 200.0 / plot.getSize().width));
  }

  @Test
  void zoomingOutAfterAnotherRangeIsWiderThanThat(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    browser.run("document.querySelector('#probe-load .plot').focus()");
    browser.type("+");
    browser.await("a fixed range", "return location.hash.includes('from=')");
    browser.clickText(".presets button", "7d");
    browser.await("another range", "return location.hash.includes('range=7d')");
    browser.run("document.querySelector('#probe-load .plot').focus()");
    browser.type("-");
    browser.await("a fixed range", "return location.hash.includes('from=')");
    assertThat((Long) browser.run(HOURS_SHOWN)).isEqualTo(2 * 7 * 24);
  }

  @Test
  void keysWithCtrlAreTheBrowsers(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    for (String held : List.of("ctrlKey", "altKey", "metaKey")) {
      assertThat(
              browser.run(
                  "return document.querySelector('#probe-load .plot').dispatchEvent(new"
                      + " KeyboardEvent('keydown', { key: '-', cancelable: true, [arguments[0]]: true }))",
                  held))
          .isEqualTo(true);
    }
    assertThat(browser.address()).endsWith("range=24h");
  }

  @Test
  void restingOnABandTellsTheInstantOfItsPeak(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/host/web-1?range=7d"));
    browser.awaitDrawn("load");
    browser.run("document.querySelector('" + PLOT + "').scrollIntoView({block: 'center'})");
    WebElement plot = browser.find(PLOT);
    // The spike is 60 hours ago, of 168 that are shown: at the middle of its hour, as a pixel is
    // more than ten minutes wide.
    Instant spike = fleet.now.minusSeconds(60 * 3600 + 20);
    Instant middle = spike.truncatedTo(ChronoUnit.HOURS).plus(30, ChronoUnit.MINUTES);
    double hoursAgo = Duration.between(middle, fleet.now).toSeconds() / 3600.0;
    int fromMiddle = (int) Math.round(plot.getSize().width * (0.5 - hoursAgo / 168.0));
    browser.actions().moveToElement(plot, fromMiddle, -60).perform();
    browser.await(
        "the peak's value",
        "return document.querySelector('#probe-load .peak').textContent !== ''");
    assertThat(browser.text("#probe-load .peak"))
        .startsWith("1 minute: max " + Fleet.SPIKE + " at ")
        .contains(
            (String)
                browser.runAsync(
                    "const done = arguments[1]; import('/js/core/time.js').then((m) =>"
                        + " done(m.instant(arguments[0])))",
                    spike.toEpochMilli()));
  }

  @Test
  void aParquetFileOfTheRangeIsOneClickAway(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    Object found =
        browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            import('/js/data/api.js').then((m) => fetch(m.parquet('web-1', 'load', { from: 1, to: Date.now() })))
              .then((answer) => answer.arrayBuffer()).then((bytes) =>
                done(new TextDecoder().decode(bytes.slice(0, 4)) + ' ' + (bytes.byteLength > 1000)));
            """);
    assertThat(found).isEqualTo("PAR1 true");
  }

  @Test
  void shiftAndDragMovesAllGraphsAndTheAddressFollows(Browser browser, Fleet fleet) {
    WebElement plot = plot(browser, fleet);
    browser
        .actions()
        .keyDown(Keys.SHIFT)
        .moveToElement(plot, -60, 0)
        .clickAndHold()
        .moveByOffset(40, 0)
        .moveByOffset(40, 0)
        .release()
        .keyUp(Keys.SHIFT)
        .perform();
    browser.await("a fixed range", "return location.hash.includes('from=')");
    assertThat((Long) browser.run(HOURS_SHOWN)).isEqualTo(24);
    assertThat((Long) browser.run(MINUTES_BACK)).isBetween(60L, 600L);
    browser.awaitDrawn("memory");
    browser.back();
    browser.await("the range before", "return location.hash.includes('range=24h')");
  }

  @Test
  void theWheelZoomsWithCtrlMovesSidewaysAndElseScrollsThePage(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    browser.run(WHEEL, PLOT, 0, -200, true);
    browser.await("a fixed range", "return location.hash.includes('from=')");
    assertThat((Long) browser.run(HOURS_SHOWN)).isBetween(14L, 18L);
    String zoomed = browser.address();
    browser.run(WHEEL, PLOT, -100, 0, false);
    browser.await("earlier", "return location.href !== arguments[0]", zoomed);
    assertThat((Long) browser.run(HOURS_SHOWN)).isBetween(14L, 18L);
    assertThat(browser.run(WHEEL, PLOT, 0, 200, false)).as("left to the page").isEqualTo(true);
  }

  private static final String ASKED = "const q = new URLSearchParams(location.hash.split('?')[1]);";
  private static final String HOURS_SHOWN =
      ASKED + "return Math.round((q.get('to') - q.get('from')) / 3600000)";
  private static final String MINUTES_BACK =
      ASKED + "return Math.round((Date.now() - q.get('to')) / 60000)";
  private static final String WHEEL =
      """
      const plot = document.querySelector(arguments[0]);
      const box = plot.getBoundingClientRect();
      return plot.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true,
        clientX: box.left + box.width / 2, deltaX: arguments[1], deltaY: arguments[2], ctrlKey: arguments[3] }));
      """;

  @Test
  void aClickOnANameIsolatesItsLineAndStandsInTheAddress(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    browser.click("#probe-load .line-name");
    browser.await(
        "the other is off",
        "return document.querySelectorAll('#probe-load .line-name[aria-pressed=false]').length === 1");
    assertThat(browser.address()).contains("only=load");
    browser.click("#probe-load .line-name");
    browser.await(
        "all are on",
        "return document.querySelectorAll('#probe-load .line-name[aria-pressed=false]').length === 0");
  }

  @Test
  void aClickWithCtrlHidesOneLineOnAProbesPageToo(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/probe/load?range=24h"));
    browser.await("lines", "return document.querySelectorAll('.line-name').length > 1");
    String off =
        "return document.querySelectorAll('figure:not([hidden]) .line-name[aria-pressed=false]').length";
    long all = (Long) browser.run("return document.querySelectorAll('.line-name').length");
    browser.run(
        "document.querySelector('.line-name').dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true }))");
    assertThat(browser.run(off)).isEqualTo(1L);
    browser.click(".line-name");
    assertThat(browser.run(off)).isEqualTo(all - 1);
  }

  @Test
  void onPaperAGraphHasTheColoursOfALightPageAndNothingToClickOn(Browser browser, Fleet fleet) {
    try {
      browser.look(Browser.Look.DESKTOP_DARK);
      plot(browser, fleet);
      browser.print(Browser.Look.DESKTOP_DARK);
      browser.await("the colours", PAPER_BLUE);
      assertThat(browser.texts("#pages, .presets, .menu")).containsOnly("");
    } finally {
      browser.look(Browser.Look.DESKTOP_LIGHT);
    }
  }

  /** Whether there is line-1 of the light colours. */
  private static final String PAPER_BLUE =
      """
      const canvas = document.querySelector('#probe-load canvas');
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      for (let i = 0; i < pixels.length; i += 4) {
        if (pixels[i] === 0 && pixels[i + 1] === 114 && pixels[i + 2] === 178 && pixels[i + 3] === 255) {
          return true;
        }
      }
      return false;
      """;

  @Test
  void arrowKeysMoveTheCrosshairAndSayTheValues(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    browser.run("document.querySelector('#probe-load .plot').focus()");
    browser.actions().sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT).perform();
    browser.await(
        "it is said",
        "return /1 minute [0-9.]+, 5 minutes/.test("
            + "document.querySelector('#probe-load .plot').getAttribute('aria-valuetext'))");
  }

  @Test
  void aPictureHasTheColoursOfThePageAndTheLastValueOfItsRange(Browser browser, Fleet fleet) {
    long spike = fleet.now.minusSeconds(60 * 3600).toEpochMilli();
    String range = "from=" + (spike - 7_200_000) + "&to=" + spike;
    browser.open(fleet.url("#/host/web-1?" + range + "&hide=load/0~1%20minute"));
    browser.awaitDrawn("load");
    browser.run(
        """
        window.said = [];
        const write = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (...what) {
          said.push(what[0]);
          write.apply(this, what);
        };
        HTMLCanvasElement.prototype.toBlob = function () {
          window.picture = this;
        };
        """);
    browser.click("#probe-load .menu summary");
    browser.clickText("#probe-load .menu button", "PNG");
    String last = browser.texts("#probe-load .legend tbody tr:last-child td").getFirst();
    assertThat(browser.run("return said.at(-1)")).isEqualTo("5 minutes   " + last);
    assertThat(browser.run(SWATCH)).isEqualTo("201,79,0"); // line-2
  }

  private static final String SWATCH =
      """
      const below = document.querySelector('#probe-load canvas').height + 16 + 2.8 * 18 - 4;
      return [...picture.getContext('2d').getImageData(20, below, 1, 1).data].slice(0, 3).join();
      """;

  @Test
  void aMenuClosesWithEscapeAndWhenOneGoesElsewhere(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    String open = "return document.querySelectorAll('.menu[open]').length";
    browser.click("#probe-load .menu summary");
    assertThat(browser.run(open)).isEqualTo(1L);
    browser.type(Keys.ESCAPE);
    assertThat(browser.run(open)).isEqualTo(0L);
    browser.click("#probe-load .menu summary");
    browser.click("#probe-memory .menu summary");
    assertThat(browser.run(open)).isEqualTo(1L);
    browser.click("h1");
    assertThat(browser.run(open)).isEqualTo(0L);
  }

  @Test
  void whatIsSeenCanBeExported(Browser browser, Fleet fleet) {
    plot(browser, fleet);
    Object csv =
        browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            import('/js/graph/export.js').then(({ csv }) => done(JSON.stringify(csv({
              range: { from: 0, to: 9 }, panel: { unit: 'kB' },
              lines: [{ label: '=a,"b"', time: [1, 20], starts: [null, null], avg: [2, 3], min: [1, 3], max: [4, 3] }],
            }))));
            """);
    assertThat(csv)
        .isEqualTo(
            """
            "time,line,avg,min,max,unit\\r\\n1970-01-01T00:00:00.001Z,\\"'=a,\\"\\"b\\"\\"\\",2,1,4,kB\\r\\n\""""
                .strip());
    browser.click("#probe-load .menu summary");
    assertThat(browser.texts("#probe-load .menu button"))
        .isEqualTo(List.of("CSV", "JSON", "PNG", "Parquet"));
  }
}
