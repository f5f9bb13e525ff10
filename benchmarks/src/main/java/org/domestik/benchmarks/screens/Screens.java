// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.screens;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Installed;
import org.domestik.benchmarks.measure.Quantiles;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;

/**
 * The pages as a viewer has them: how long until the first graph stands there, and how smooth it is
 * to move a month of archive about, beside Netdata's page.
 */
public final class Screens {
  private static final int GRAPHS = 40;
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final int WIDTH = 1280;
  private static final Duration MOVING = Duration.ofSeconds(3);
  private static final long FRAME_NANOS = 16_000_000;

  private final Options options;
  private final Results results;

  public Screens(Options options, Results results) {
    this.options = options;
    this.results = results;
  }

  /**
   * A page.
   *
   * @param drawn true in the page once its first graph is drawn
   * @param plot the first graph's plot, as an expression
   * @param shift whether a drag moves the graph only with Shift
   */
  private record Page(String name, String url, String drawn, String plot, boolean shift) {}

  private record Seen(double first, double bytes, double framesPerSecond, double longest) {}

  public void run() throws IOException {
    try (Domestik domestik =
        Domestik.start(
            options.root(),
            options.folder("screens"),
            null,
            "after = \"1 day\", keep = \"1 year\"")) {
      fill(domestik);
      List<Page> pages =
          new ArrayList<>(
              List.of(
                  new Page(
                      "Domestik, " + GRAPHS + " graphs over 30 days of archive",
                      "http://127.0.0.1:" + domestik.port() + "/#/host/h?range=30d",
                      "document.querySelector('figure[data-drawn=\"true\"]') !== null",
                      "document.querySelector('.u-over')",
                      true)));
      if (!Installed.has(Netdata.PROGRAM)) {
        results.text("Netdata is not installed (Debian: netdata-core, netdata-web): left out.");
        measure(pages);
        return;
      }
      try (Netdata netdata = Netdata.start(options.folder("netdata"))) {
        // Something to show: its own history begins now.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(60));
        pages.add(
            new Page(
                "Netdata " + Installed.version("netdata-core") + ", its own page, one minute old",
                "http://127.0.0.1:" + netdata.port + "/",
                "[...document.querySelectorAll('canvas')].some((each) => each.clientWidth > 600)",
                "[...document.querySelectorAll('canvas')].find((each) => each.clientWidth > 600)",
                false));
        measure(pages);
      }
    }
  }

  /** Forty probes of two values, of the month before now, archived but for the last days. */
  private void fill(Domestik domestik) throws IOException {
    Instant now = options.now();
    try (Connection connection = new Connection(domestik.port())) {
      for (int graph = 0; graph < GRAPHS; graph++) {
        StringBuilder lines = new StringBuilder();
        for (Instant at = now.minus(MONTH); at.isBefore(now); at = at.plus(STEP)) {
          double wave = Math.sin(at.getEpochSecond() / 13_000.0 + graph);
          double spike = at.getEpochSecond() / 300 % 97 == graph ? 9 : 0;
          lines.append(
              "graph_%02d,host=h a=%.3f,b=%.3f %d\n"
                  .formatted(graph, 2 + wave + spike, 1 + wave / 2, at.getEpochSecond()));
        }
        byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
        connection.post("/write?precision=s", "text/plain", body);
      }
    }
    domestik.command("archive");
  }

  private void measure(List<Page> pages) throws IOException {
    for (int height : new int[] {900, 9000}) {
      results.text(
          "Window %d × %d, medians of %d rounds (least–greatest), an empty cache each"
              .formatted(WIDTH, height, options.rounds()));
      results.head(
          "page",
          "first graph, ms",
          "kB of page",
          "frames per second while moved",
          "longest frame, ms");
      List<List<Seen>> seen = new ArrayList<>();
      pages.forEach(page -> seen.add(new ArrayList<>()));
      for (int round = 0; round < options.rounds(); round++) {
        for (int i = 0; i < pages.size(); i++) {
          seen.get(i)
              .add(look(pages.get(i), height, options.folder("browser-" + height + round + i)));
        }
      }
      for (int i = 0; i < pages.size(); i++) {
        List<Seen> rounds = seen.get(i);
        results.row(
            pages.get(i).name,
            spread(rounds.stream().map(Seen::first).toList()),
            spread(rounds.stream().map(Seen::bytes).toList()),
            spread(rounds.stream().map(Seen::framesPerSecond).toList()),
            spread(rounds.stream().map(Seen::longest).toList()));
      }
      results.end();
    }
  }

  private static String spread(List<Double> numbers) {
    Quantiles quantiles = Quantiles.of(numbers);
    return "%s (%s–%s)"
        .formatted(
            Results.number(quantiles.median()),
            Results.number(quantiles.at(0)),
            Results.number(quantiles.max()));
  }

  private static Seen look(Page page, int height, Path folder) throws IOException {
    try (Chromium browser = Chromium.start(folder)) {
      browser.size(WIDTH, height);
      browser.before(
          """
          window.drawn = new Promise((done) => {
            const look = () => (%s) ? done(performance.now()) : requestAnimationFrame(look);
            document.addEventListener('DOMContentLoaded', look);
          });
          """
              .formatted(page.drawn));
      browser.open(page.url);
      double first = Double.parseDouble(browser.evaluate("window.drawn"));
      double bytes =
          Double.parseDouble(
              browser.evaluate(
                  """
                  performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
                    .filter((each) => !each.name.includes('/api/')).reduce((sum, each) => sum + each.encodedBodySize, 0)
                  """));
      // What else is loading has its time; then what is measured is moving alone.
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
      String[] found = move(browser, page).split(" ", 2);
      return new Seen(
          first, bytes / 1000, Double.parseDouble(found[0]), Double.parseDouble(found[1]));
    }
  }

  /**
   * Moves the first graph to and fro for three seconds; frames per second and the longest frame.
   */
  private static String move(Chromium browser, Page page) throws IOException {
    String[] box =
        browser
            .evaluate(
                "(() => { const plot = %s; plot.scrollIntoView({ block: 'center' });"
                        .formatted(page.plot)
                    + " const box = plot.getBoundingClientRect();"
                    + " return [box.left + box.width / 2, box.top + box.height / 2].join(' '); })()")
            .split(" ", 2);
    double x = Double.parseDouble(box[0]);
    double y = Double.parseDouble(box[1]);
    browser.mouse("mouseMoved", x, y, page.shift);
    browser.mouse("mousePressed", x, y, page.shift);
    browser.evaluate(
        "(() => { window.frames_ = []; const each = (now) => { window.frames_.push(now);"
            + " window.stopped_ || requestAnimationFrame(each); }; requestAnimationFrame(each); })()");
    long began = System.nanoTime();
    long next = began;
    while (System.nanoTime() - began < MOVING.toNanos()) {
      double seconds = (System.nanoTime() - began) / 1e9;
      browser.mouse("mouseMoved", x + 180 * Math.sin(3 * seconds), y, page.shift);
      next += FRAME_NANOS;
      LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
    }
    browser.mouse("mouseReleased", x, y, page.shift);
    return browser.evaluate(
        """
        (() => {
          window.stopped_ = true;
          const all = window.frames_;
          const gaps = all.slice(1).map((at, i) => at - all[i]);
          return [1000 * gaps.length / (all.at(-1) - all[0]), Math.max(...gaps)].join(' ');
        })()
        """);
  }
}
